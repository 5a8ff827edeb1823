//! `tonewood federation …`: how deliveries go, and what an admin does about it from a shell.

mod fetch;
mod follow;
mod keys;
mod status;

use clap::Subcommand;
use config::Settings;
use federation::context::Plumbing;
use federation::delivery;
use model::domain_blocks::effects::Severed;
use model::domain_blocks::{self, NewDomainBlock, Severity};
use model::{Pooled, deliveries};

use super::instance::{Instance, runtime};

/// What can be done with other servers.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what waits for each server, and since when.
    Status,
    /// Send everything that is due, once.
    Deliver,
    /// Have everything that waits for a server sent now, also if it did not answer lately.
    Replay {
        /// The server as `federation status` names it: its host, and its port where one is named.
        host: String,
    },
    /// Manage the keys that artists sign with.
    Keys {
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Block a domain and everything below it; a block that it has is replaced.
    Block(Block),
    /// Have an artist or a fan of this instance follow somebody.
    Follow {
        /// Its handle here.
        #[arg(long = "as")]
        own: String,
        /// `name@example.org`.
        address: String,
    },
    /// Fetch who or what a handle or an address names, and print what it is.
    Fetch {
        /// `name@example.org`, or an address that begins with https://.
        address: String,
    },
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Give an artist, or a fan, new keys, and tell its followers.
    Rotate {
        /// Its handle here.
        #[arg(long)]
        artist: String,
    },
}

/// A block.
#[derive(Debug, clap::Args)]
pub struct Block {
    /// The domain.
    domain: String,
    /// How it is meant: noop, silence or suspend.
    #[arg(long, default_value = "suspend")]
    severity: Severity,
    /// Neither fetch nor show pictures and sound from there.
    #[arg(long)]
    reject_media: bool,
    /// Take no reports from there.
    #[arg(long)]
    reject_reports: bool,
    /// What anybody may read about it.
    #[arg(long, default_value = "")]
    public_comment: String,
    /// What admins may read about it.
    #[arg(long, default_value = "")]
    private_comment: String,
}

/// Does it.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let instance = Instance::open(settings)?;
    let done = runtime()?.block_on(dispatch(&instance, command));
    instance.close();
    print!("{}", done?);
    Ok(())
}

/// Does it, and gives what is to be printed.
async fn dispatch(instance: &Instance, command: Command) -> anyhow::Result<String> {
    instance.migrate().await?;
    match command {
        Command::Status => status::table(&mut *connection(instance).await?).await,
        Command::Deliver => {
            let sent = delivery::drain(plumbing(instance).await?.federation()).await?;
            let left = status::table(&mut *connection(instance).await?).await?;
            Ok(format!("{sent} sent\n{left}"))
        }
        Command::Replay { host } => replay(instance, &host).await,
        Command::Keys { what: KeysCommand::Rotate { artist } } => {
            keys::rotate(plumbing(instance).await?.federation(), &artist).await
        }
        Command::Block(block) => impose(instance, block).await,
        Command::Follow { own, address } => follow::follow(&plumbing(instance).await?, &own, &address).await,
        Command::Fetch { address } => fetch::fetch(&plumbing(instance).await?, &address).await,
    }
}

async fn connection(instance: &Instance) -> anyhow::Result<Pooled> {
    Ok(instance.pool.get().await?)
}

async fn plumbing(instance: &Instance) -> anyhow::Result<Plumbing> {
    Ok(crate::federation::plumbing(&instance.settings, instance.pool.clone()).await?)
}

async fn replay(instance: &Instance, host: &str) -> anyhow::Result<String> {
    let host = host.trim().to_lowercase();
    let due = deliveries::replay(&mut *connection(instance).await?, &host).await?;
    anyhow::ensure!(
        due > 0,
        "nothing waits for {host}; `tonewood federation status` names the servers that something waits for"
    );
    Ok(format!("{due} due now for {host}; the worker sends them, or `tonewood federation deliver`\n"))
}

async fn impose(instance: &Instance, block: Block) -> anyhow::Result<String> {
    let Some(domain) = domain_blocks::normal(&block.domain) else {
        anyhow::bail!("“{}” is no domain: write one such as example.org", block.domain);
    };
    let new = NewDomainBlock {
        domain,
        severity: block.severity,
        reject_media: block.reject_media,
        reject_reports: block.reject_reports,
        public_comment: block.public_comment,
        private_comment: block.private_comment,
        obfuscate: false,
    };
    let Severed { deliveries, follows } =
        domain_blocks::effects::impose(&mut *connection(instance).await?, &new).await?;
    Ok(format!("{}: {}, {deliveries} deliveries given up, {follows} follows ended\n", new.domain, new.severity))
}
