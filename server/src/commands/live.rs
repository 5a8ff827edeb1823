//! `tonewood live`: the sound cards of this machine, and a show that is fed from one.

mod capture;
mod check;
mod devices;
mod meter;

use std::path::PathBuf;

use clap::Subcommand;
use config::Settings;

/// What can be done with sound cards.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the sound cards of this machine that can be captured from.
    Devices,
    /// Listen to a sound card and show its level, without going on air.
    Check {
        /// The sound card, as `tonewood live devices` names it.
        #[arg(long)]
        device: String,
        /// For how many seconds.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3600))]
        seconds: u32,
        /// Also write what is heard to this WAV file.
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// Feed a show from a sound card of this machine, until Ctrl-C.
    Capture {
        /// The sound card, as `tonewood live devices` names it.
        #[arg(long)]
        device: String,
        /// The show: the last word of its address, or its id.
        #[arg(long)]
        show: String,
    },
}

/// Does it.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Devices => {
            devices::print();
            Ok(())
        }
        Command::Check { device, seconds, write } => check::run(&settings, &device, (seconds, write.as_deref())),
        Command::Capture { device, show } => capture::run(settings, &device, &show),
    }
}
