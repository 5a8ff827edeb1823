//! `tonewood federation follow`: somebody here follows somebody anywhere.

use anyhow::Context as _;
use diesel_async::AsyncConnection as _;
use federation::context::Plumbing;
use federation::remote::Remote;
use federation::{outbox, webfinger};
use model::actors;
use model::follows::FollowState;

/// Follows, and says how it stands.
///
/// # Errors
/// When there is nobody of this name here, or the other cannot be found.
pub async fn follow(plumbing: &Plumbing, own: &str, address: &str) -> anyhow::Result<String> {
    let federation = plumbing.federation();
    let name = own.trim().trim_start_matches('@');
    let mut connection = federation.db().await?;
    let own = actors::local_by_username(&mut connection, name).await?;
    let own =
        own.with_context(|| format!("there is nobody called @{name} here; give the handle of an artist or a fan"))?;
    let address = address.trim();
    let id = webfinger::resolve(&federation.client, address).await;
    let id = id.with_context(|| format!("{address} cannot be found"))?;
    let followed = Box::pin(Remote::of(id.as_str(), &plumbing.data())).await;
    let followed = followed.with_context(|| format!("{address} cannot be fetched"))?;
    let follow = connection
        .transaction(async |connection| outbox::follow(connection, federation, &own, &followed).await)
        .await?;
    let stands = match follow.state {
        FollowState::Accepted => "follows",
        FollowState::Requested => "has asked to follow",
    };
    Ok(format!("@{} {stands} {address}\n", own.username))
}
