//! `tonewood media`: renditions made anew, and every blob held against what is known of it.

mod rebuild;
mod verify;

use clap::Subcommand;
use config::Settings;
use model::ids::ReleaseId;

/// What can be done with sound and pictures.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make all renditions anew from their masters. What plays goes on; each track changes over when its new ladder is whole.
    Rebuild {
        /// Of this release only, by its id.
        #[arg(long)]
        release: Option<ReleaseId>,
    },
    /// Hold every blob against its hash and size, and name those that no row names.
    Verify,
}

/// Does it.
///
/// # Errors
/// A sentence with the way out; for `verify` also when something is wrong.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Rebuild { release } => rebuild::run(settings, release),
        Command::Verify => verify::run(settings),
    }
}
