//! The commands of the `tonewood` program: what it can be told, and which file does it.

mod account;
mod config;
mod doctor;
mod federation;
mod instance;
mod live;
mod logs;
mod media;
mod migrate;
mod open_files;
mod search;
mod seed;
mod token;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use instance::{Instance, storage_config};

/// A federated music platform that artists and co-ops run themselves.
#[derive(Debug, Parser)]
#[command(name = "tonewood", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    settings: ::config::Overrides,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything: database, pages and worker. Ctrl-C stops it all.
    Up {
        /// Do not make the demo catalogue on the first start of a loopback address.
        #[arg(long)]
        no_seed: bool,
        /// Make the demo catalogue even if the address is not a loopback one.
        #[arg(long, conflicts_with = "no_seed")]
        seed: bool,
    },
    /// Start the pages alone; jobs wait for a `tonewood work`.
    Serve,
    /// Start the worker alone.
    Work,
    /// Bring the database's tables up to date.
    Migrate,
    /// Make the demo catalogue, or remove it.
    Seed {
        #[command(subcommand)]
        what: Option<SeedCommand>,
    },
    /// Show the settings in force.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Look at everything the instance needs, and say how to mend what is wrong.
    Doctor,
    /// Manage accounts.
    Account {
        #[command(subcommand)]
        what: account::Command,
    },
    /// Make renditions anew, and hold every blob against its hash.
    Media {
        #[command(subcommand)]
        what: media::Command,
    },
    /// Use this machine's sound cards for live sets.
    Live {
        #[command(subcommand)]
        what: live::Command,
    },
    /// See and mend what goes to and comes from other servers.
    Federation {
        #[command(subcommand)]
        what: federation::Command,
    },
    /// See to what finds things.
    Search {
        #[command(subcommand)]
        what: search::Command,
    },
    /// Manage API tokens.
    Token {
        #[command(subcommand)]
        what: token::Command,
    },
}

#[derive(Debug, Subcommand)]
enum SeedCommand {
    /// Remove the demo artists and everything they have.
    Remove,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print every setting with where it comes from; secrets are masked.
    Print,
}

/// Does what the command line says. What goes wrong is said in one sentence on stderr.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tonewood: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<()> {
    let settings = ::config::Settings::load(cli.settings)?;
    match cli.command {
        Command::Config { what: ConfigCommand::Print } => {
            config::print(&settings);
            Ok(())
        }
        Command::Doctor => doctor::run(settings),
        Command::Up { no_seed, seed } => {
            up::run(settings, up::Roles { pages: true, worker: true, seed: up::Seed::of(seed, no_seed) })
        }
        Command::Serve => {
            let worker = settings.worker_inline && settings.database_url.is_none();
            up::run(settings, up::Roles { pages: true, worker, seed: up::Seed::Never })
        }
        Command::Work => up::run(settings, up::Roles { pages: false, worker: true, seed: up::Seed::Never }),
        Command::Migrate => migrate::run(settings),
        Command::Seed { what: None } => seed::run(settings),
        Command::Seed { what: Some(SeedCommand::Remove) } => seed::remove(settings),
        Command::Account { what } => account::run(settings, what),
        Command::Media { what } => media::run(settings, what),
        Command::Live { what } => live::run(settings, what),
        Command::Federation { what } => federation::run(settings, what),
        Command::Search { what } => search::run(settings, what),
        Command::Token { what } => token::run(settings, what),
    }
}
