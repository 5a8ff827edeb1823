//! `tonewood token create`.

use anyhow::Context as _;
use clap::Subcommand;
use config::Settings;
use model::api_tokens::{self, Scope};
use model::{accounts, ids::AccountId};

use super::instance::{Instance, runtime};

/// What can be done with API tokens.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a token for an account and print it, this once.
    Create {
        /// The account: its address or its id.
        #[arg(long)]
        account: String,
        /// What the token may do: read or write.
        #[arg(long, default_value = "write")]
        scope: Scope,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

/// Does it.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let Command::Create { account, scope, name } = command;
    let instance = Instance::open(settings)?;
    let token = runtime()?.block_on(async {
        let mut connection = instance.pool.get().await?;
        let found = match account.parse::<AccountId>() {
            Ok(id) => accounts::find(&mut connection, id).await?,
            Err(_) => accounts::by_email(&mut connection, &account).await?,
        };
        let found =
            found.with_context(|| format!("there is no account {account}; make one with `tonewood account create`"))?;
        anyhow::Ok(api_tokens::create(&mut connection, found.id, &name, scope).await?)
    });
    instance.close();
    println!("{}", token?);
    Ok(())
}
