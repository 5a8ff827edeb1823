//! `tonewood account create`.

use clap::Subcommand;
use config::Settings;
use model::accounts::{self, NewAccount};

use super::instance::{Instance, runtime};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account, confirmed and approved, and print its id.
    Create {
        /// Its address.
        #[arg(long)]
        email: String,
        /// Its password, at least 10 characters.
        #[arg(long)]
        password: String,
        /// The name it shows; the address's local part otherwise.
        #[arg(long, default_value = "")]
        name: String,
        /// Let it administer the instance.
        #[arg(long)]
        admin: bool,
    },
}

/// Does it.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let Command::Create { email, password, name, admin } = command;
    let instance = Instance::open(settings)?;
    let made = runtime()?.block_on(async {
        instance.migrate().await?;
        let mut connection = instance.pool.get().await?;
        let new = NewAccount {
            email: &email,
            name: &name,
            password: &password,
            is_admin: admin,
            confirmed: true,
            approved: true,
        };
        anyhow::Ok(accounts::create(&mut connection, new).await?)
    });
    instance.close();
    println!("{}", made?.id);
    Ok(())
}
