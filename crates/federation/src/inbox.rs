//! What comes to an inbox. Nothing is believed, and nobody is asked, before the cheap checks have passed; a request leads to at
//! most one fetch; an activity is taken once, whole or not at all.

mod asking;
mod followers;
pub mod reader;
pub mod sender;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::activities::{self, Arrival};
use crate::context::Plumbing;
use crate::remote::read;
use crate::signatures::{Claim, Incoming};
use crate::{Federation, FederationError};

/// How long an activity may be, in bytes.
pub const BODY_BYTES: usize = 1 << 20;

/// What became of an activity. All of it is answered with 202.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was taken.
    Done,
    /// It had come before.
    Already,
    /// It is nothing to us, and why.
    Ignored(&'static str),
}

/// What must be known of an activity before it is believed.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// Who it says it is from.
    pub actor: &'a str,
    /// The host of that actor.
    pub host: &'a str,
}

/// Takes a signed activity.
///
/// # Errors
/// With what the sender should be told: 401 for a signature, 400 and 403 for what is finally wrong, 503 for what may pass.
pub async fn receive(
    plumbing: &Plumbing,
    incoming: &Incoming<'_>,
    now: DateTime<Utc>,
) -> Result<Taken, FederationError> {
    let body = parse(incoming.body.unwrap_or_default())?;
    let refused = |what: &str| FederationError::Refused(format!("the activity has no {what}"));
    let actor = read::id_at(&body, "actor").ok_or_else(|| refused("actor"))?;
    let host = read::host(actor).ok_or_else(|| refused("actor with a host"))?;
    let envelope = Envelope {
        id: body.get("id").filter(|id| id.is_string()).and_then(read::id).ok_or_else(|| refused("id"))?,
        kind: Some(read::kind(&body)).filter(|kind| !kind.is_empty()).ok_or_else(|| refused("type"))?,
        actor,
        host: &host,
    };
    admit(plumbing.federation(), &envelope).await?;
    let claim = Claim::read(incoming, now).map_err(|error| FederationError::BadSignature(error.to_string()))?;
    if read::host(claim.key_id()).as_ref() != Some(&host) {
        return Err(FederationError::BadSignature("the key is not on the actor's host".to_owned()));
    }
    let data = plumbing.data();
    let sender = match sender::verified(&data, &envelope, &claim, now).await? {
        sender::Verdict::Known(sender) => sender,
        sender::Verdict::NobodyToDelete => return Ok(Taken::Ignored("the deleted actor was never known here")),
    };
    if sender.suspended_at.is_some() && envelope.kind != "Delete" {
        return Ok(Taken::Ignored("the sender is suspended here"));
    }
    let arrival = Arrival {
        federation: plumbing.federation(),
        id: envelope.id,
        host: envelope.host,
        sender: &sender,
        body: &body,
    };
    let taken = Box::pin(activities::take(envelope.kind, &arrival)).await?;
    // That it could not be compared now changes nothing: it comes again with what is sent next.
    if let Err(error) = followers::compare(plumbing.federation(), &sender, incoming).await {
        tracing::warn!(%error, "a list of followers could not be compared");
    }
    Ok(taken)
}

/// A JSON object of no more than the allowed length and depth.
fn parse(bytes: &[u8]) -> Result<Value, FederationError> {
    if bytes.len() > BODY_BYTES {
        return Err(FederationError::Refused("the activity is longer than 1 MB".to_owned()));
    }
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| FederationError::Refused(format!("the body is not JSON that is read here: {error}")))?;
    if value.is_object() { Ok(value) } else { Err(FederationError::Refused("the body is no JSON object".to_owned())) }
}

/// The checks that need no key: the activity is from its actor's host, that host is another one, and it is not blocked.
async fn admit(federation: &Federation, envelope: &Envelope<'_>) -> Result<(), FederationError> {
    if read::host(envelope.id).as_deref() != Some(envelope.host) {
        return Err(FederationError::Refused("the activity's id is not on its actor's host".to_owned()));
    }
    if envelope.host == federation.domain {
        return Err(FederationError::Forbidden("the actor would be one of ours".to_owned()));
    }
    federation.client.parse(envelope.actor).map_err(|error| FederationError::Refused(error.to_string()))?;
    let mut connection = federation.db().await?;
    if !model::domain_blocks::allowed(&mut connection, envelope.host).await? {
        return Err(FederationError::Forbidden("this instance does not take anything from there".to_owned()));
    }
    Ok(())
}
