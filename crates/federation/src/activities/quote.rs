//! `QuoteRequest` (FEP-044f): somebody wants to quote what is ours. What is for everybody may be quoted by everybody, as its
//! `interactionPolicy` says, but by those whom its owner has blocked.

use model::ids::ActivityId;
use model::{Connection, activities, actor_blocks, actors};
use serde_json::Value;

use super::{Arrival, is_blocked, subject};
use crate::inbox::Taken;
use crate::objects::quote::{self, QuoteRequest};
use crate::remote::{note, read};
use crate::{Federation, FederationError, outbox};

/// Answers it.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let target = arrival.object_id()?;
    let own = read::id_at(arrival.body, "instrument").filter(|own| read::host(own).as_deref() == Some(arrival.host));
    let Some(quote) = own else {
        return Err(FederationError::Refused("the request names no quote of its sender's".to_owned()));
    };
    let Some(owner) = owner(connection, arrival.federation, target).await? else {
        return Ok(Taken::Ignored("what it wants to quote is not here, or not for everybody"));
    };
    let accepts = !is_blocked(connection, &owner, arrival.sender).await?;
    let actor = arrival.sender.uri.as_deref().unwrap_or_default();
    let request = QuoteRequest { id: arrival.id, actor, target, quote };
    outbox::quote_answered(connection, arrival.federation, (&owner, arrival.sender), request, accepts).await?;
    Ok(Taken::Done)
}

/// Whose it is, while everybody may see it and it is of somebody here.
async fn owner(
    connection: &mut Connection,
    federation: &Federation,
    target: &str,
) -> Result<Option<actors::Actor>, FederationError> {
    let Some(found) = subject::of(connection, federation, target).await? else { return Ok(None) };
    if !subject::is_public(connection, found).await? {
        return Ok(None);
    }
    note::owner_here(connection, found).await
}

/// What others find a yes by. It is taken back with what was quoted, and with a block of whoever quotes.
///
/// # Errors
/// 404 when there is none, or no longer.
pub async fn authorization(federation: &Federation, id: ActivityId) -> Result<Value, FederationError> {
    let mut connection = federation.db().await?;
    let found = activities::find(&mut connection, id).await?.filter(|said| said.kind == "Accept");
    let said = found.ok_or(FederationError::NotFound)?;
    let stamp = quote::authorization(&said.body).ok_or(FederationError::NotFound)?;
    let target = read::id_at(&stamp, "interactionTarget").ok_or(FederationError::NotFound)?;
    let owner = owner(&mut connection, federation, target).await?.ok_or(FederationError::NotFound)?;
    let quoter = read::first(&said.body, "object").and_then(|request| read::id_at(request, "actor"));
    let quoter = match quoter {
        Some(uri) => actors::by_uri(&mut connection, uri).await?,
        None => None,
    };
    let hidden = actor_blocks::hidden_for(&mut connection, owner.id).await?;
    match quoter.filter(|quoter| !hidden.contains(&quoter.id)) {
        Some(_) => Ok(stamp),
        None => Err(FederationError::NotFound),
    }
}
