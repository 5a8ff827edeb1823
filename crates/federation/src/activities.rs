//! What an activity does here, one file each. By now its sender is known; what it is about may still be anybody's.

mod accept;
mod announce;
mod block;
mod collection;
mod create;
mod delete;
mod flag;
mod follow;
mod like;
mod r#move;
pub mod quote;
pub(crate) mod subject;
mod undo;
mod update;

use diesel_async::AsyncConnection as _;
use model::actors::Actor;
use model::jobs::{self, FetchObject};
use model::{Connection, actor_blocks, received};
use serde_json::Value;

use crate::inbox::Taken;
use crate::remote::read;
use crate::{Federation, FederationError};

/// How long the address of something that is fetched later may be, in bytes: it is part of the job's key, which has 512.
pub(crate) const LONGEST_FETCHED: usize = 500;

/// An activity whose sender is known.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The instance it came to.
    pub federation: &'a Federation,
    /// Its id.
    pub id: &'a str,
    /// The host of its sender.
    pub host: &'a str,
    /// Who sent it; the signature was held against its keys.
    pub sender: &'a Actor,
    /// All of it.
    pub body: &'a Value,
}

impl Arrival<'_> {
    /// The address of what it is about.
    fn object_id(&self) -> Result<&str, FederationError> {
        let object = read::first(self.body, "object").and_then(read::id);
        object.ok_or_else(|| FederationError::Refused("the activity has no object".to_owned()))
    }

    /// The object, where it came along whole and is of the sender's host.
    fn object(&self) -> Option<&Value> {
        let object = read::first(self.body, "object").filter(|object| object.is_object())?;
        (read::id(object).and_then(read::host).as_deref() == Some(self.host)).then_some(object)
    }
}

/// Takes an activity of the type `kind`: all that it leads to is in one transaction, in which it is also noted as taken.
///
/// # Errors
/// 400 for what is finally wrong with it, 503 when the database fails.
pub async fn take(kind: &str, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let mut connection = arrival.federation.db().await?;
    connection
        .transaction(async |connection| {
            if !received::is_new(connection, arrival.host, arrival.id).await? {
                return Ok(Taken::Already);
            }
            Box::pin(dispatch(connection, kind, arrival)).await
        })
        .await
}

async fn dispatch(connection: &mut Connection, kind: &str, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    match kind {
        "Follow" => follow::take(connection, arrival).await,
        "Accept" => accept::accept(connection, arrival).await,
        "Reject" => accept::reject(connection, arrival).await,
        "Undo" => undo::take(connection, arrival).await,
        "Create" => create::take(connection, arrival).await,
        "Update" => update::take(connection, arrival).await,
        "Delete" => delete::take(connection, arrival).await,
        // Misskey and Pleroma react with a picture; to us it is a like.
        "Like" | "EmojiReact" => like::take(connection, arrival).await,
        "Announce" => announce::take(connection, arrival).await,
        "Add" | "Remove" => collection::take(connection, arrival).await,
        "Block" => block::take(connection, arrival).await,
        "Flag" => flag::take(connection, arrival).await,
        "Move" => r#move::take(connection, arrival).await,
        "QuoteRequest" => quote::take(connection, arrival).await,
        _ => Ok(Taken::Ignored("activities of this type are nothing to us")),
    }
}

/// Whether somebody here has blocked or muted the sender, or is blocked by it: such are not told of each other.
pub(crate) async fn is_blocked(
    connection: &mut Connection,
    actor: &Actor,
    sender: &Actor,
) -> Result<bool, FederationError> {
    Ok(actor_blocks::hidden_for(connection, actor.id).await?.contains(&sender.id))
}

/// Has something of another server fetched later, if its address is one that is asked at all.
async fn fetch_later(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    address: &str,
    is_boost: bool,
) -> Result<Taken, FederationError> {
    if address.len() > LONGEST_FETCHED || arrival.federation.client.parse(address).is_err() {
        return Ok(Taken::Ignored("what it names is at no address that is asked"));
    }
    let fetch = FetchObject {
        uri: address.to_owned(),
        boosted_by: is_boost.then_some(arrival.sender.id),
        boost: is_boost.then(|| arrival.id.to_owned()),
    };
    jobs::enqueue(connection, &fetch).await?;
    Ok(Taken::Done)
}
