//! `tonewood search`: what finds things.

mod reindex;

use clap::Subcommand;
use config::Settings;

/// What can be done with search.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the index anew from the database. What is there answers until the new one takes its place.
    Reindex,
}

/// Does it.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Reindex => reindex::run(settings),
    }
}
