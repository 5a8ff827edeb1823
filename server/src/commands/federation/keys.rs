//! `tonewood federation keys rotate`.

use anyhow::Context as _;
use diesel_async::AsyncConnection as _;
use federation::{Federation, outbox, own_keys};
use model::actors;

/// Gives somebody here new keys. Its followers are told at once: a server that still believes the old key asks again only after a
/// while.
///
/// # Errors
/// When there is nobody of this name, or the database fails.
pub async fn rotate(federation: &Federation, handle: &str) -> anyhow::Result<String> {
    let name = handle.trim().trim_start_matches('@');
    let mut connection = federation.db().await?;
    let actor = actors::local_by_username(&mut connection, name).await?;
    let actor =
        actor.with_context(|| format!("there is nobody called @{name} here; give the handle of an artist or a fan"))?;
    let keys = own_keys::rotate(federation, actor.id).await?;
    connection.transaction(async |connection| outbox::actor_changed(connection, federation, &actor).await).await?;
    Ok(format!(
        "@{} signs with new keys\n{}{}\nA running instance takes them within five minutes.\n",
        actor.username, keys.rsa_public_pem, keys.ed25519_multibase
    ))
}
