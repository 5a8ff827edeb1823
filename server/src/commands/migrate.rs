//! `tonewood migrate`.

use config::Settings;

use super::instance::{Instance, runtime};

/// Brings the tables up to date.
///
/// # Errors
/// When the database does not answer or a migration fails.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let instance = Instance::open(settings)?;
    let ran = runtime()?.block_on(instance.migrate())?;
    println!("{ran} migrations run; the database is up to date.");
    instance.close();
    Ok(())
}
