//! Who sent an activity, by its signature.

use std::time::Duration;

use activitypub_federation::config::Data;
use chrono::{DateTime, Utc};
use model::actors::{self, Actor};

use super::{Envelope, asking};
use crate::remote::{Remote, read};
use crate::signatures::{Claim, PublicKey};
use crate::{Federation, FederationError};

/// How long everything may take that is done to know a sender.
const DEADLINE: Duration = Duration::from_secs(9);

/// What is known of a sender.
pub enum Verdict {
    /// The signature is this actor's.
    Known(Box<Actor>),
    /// An actor whom nobody here knows says it is gone: there is nothing to do, and nobody to ask.
    NobodyToDelete,
}

/// Finds the actor of an activity and holds the signature against its keys. Its server is asked at most once: for an actor who
/// is not known, or whose keys may have changed.
///
/// # Errors
/// 401 when the signature is not the actor's, 503 when its server does not answer.
pub async fn verified(
    data: &Data<Federation>,
    envelope: &Envelope<'_>,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<Verdict, FederationError> {
    let mut connection = data.db().await?;
    let known = actors::by_uri(&mut connection, envelope.actor).await?;
    drop(connection);
    // One that was deleted may be there again; only its server knows.
    let Some(actor) = known.filter(|actor| actor.deleted_at.is_none()) else {
        if envelope.kind == "Delete" {
            return Ok(Verdict::NobodyToDelete);
        }
        let actor = ask(data, envelope).await?;
        return fits(claim, &actor).map(|()| Verdict::Known(Box::new(actor)));
    };
    let Err(error) = fits(claim, &actor) else { return Ok(Verdict::Known(Box::new(actor))) };
    if envelope.kind == "Delete" || !asking::is_old(actor.fetched_at, now) {
        return Err(error);
    }
    asking::is_due(envelope.actor, now, error).await?;
    let asked = ask(data, envelope).await;
    asking::note(envelope.actor, now, matches!(asked, Err(FederationError::TryLater(_)))).await;
    let actor = asked?;
    fits(claim, &actor).map(|()| Verdict::Known(Box::new(actor)))
}

/// Whether the signature was made with one of the actor's keys.
///
/// # Errors
/// 401 that says why not.
pub fn fits(claim: &Claim, actor: &Actor) -> Result<(), FederationError> {
    let bad = |text: &str| FederationError::BadSignature(text.to_owned());
    let keys = actor.public_keys.as_array().ok_or_else(|| bad("the actor has no key"))?;
    let named = keys.iter().find(|key| read::id(key) == Some(claim.key_id()));
    // Some name their actor where the key's id belongs.
    let named = named.or_else(|| keys.first().filter(|_| actor.uri.as_deref() == Some(claim.key_id())));
    let key = named.ok_or_else(|| bad("the key is not one of the actor's"))?;
    let text = key.get("key").and_then(|key| key.as_str()).unwrap_or_default();
    let key = match read::text(key, "kind", 10).as_str() {
        "rsa" => PublicKey::from_pem(text),
        _ => PublicKey::from_multibase(text),
    };
    let key = key.map_err(|error| FederationError::BadSignature(error.to_string()))?;
    claim.verify(&key).map_err(|error| FederationError::BadSignature(error.to_string()))
}

/// Asks the actor's server. That it cannot be reached passes; that it says no such actor is there does not.
async fn ask(data: &Data<Federation>, envelope: &Envelope<'_>) -> Result<Actor, FederationError> {
    asking::count(envelope.host).await?;
    let asked = tokio::time::timeout(DEADLINE, Remote::just(envelope.actor, data)).await;
    match asked.map_err(|_| FederationError::TryLater("the actor's server did not answer in time".to_owned()))? {
        Err(error) if error.status() == 503 => {
            Err(FederationError::TryLater(format!("the actor's server was not reached: {error}")))
        }
        Err(error) => Err(FederationError::BadSignature(format!("its server does not give the actor: {error}"))),
        Ok(actor) => Ok(actor),
    }
}
