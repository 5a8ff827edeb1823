//! The `tonewood` program.

use clap::Parser;

fn main() -> std::process::ExitCode {
    // meilisearch and the like bring a second crypto provider; the choice is made here, before anybody asks.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    server::commands::run(server::commands::Cli::parse())
}
