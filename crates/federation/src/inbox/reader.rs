//! Who reads: the actor behind a signed GET.

use chrono::{DateTime, Utc};
use model::actors::{self, Actor};
use model::domain_blocks;

use super::{asking, sender};
use crate::FederationError;
use crate::context::Plumbing;
use crate::remote::{Remote, read};
use crate::signatures::{Claim, Incoming};

/// The actor that signed a GET. Its server is asked when it is not known here.
///
/// # Errors
/// 401 when there is no signature or it is not the actor's, 403 when this instance does not speak to its server.
pub async fn reader(
    plumbing: &Plumbing,
    incoming: &Incoming<'_>,
    now: DateTime<Utc>,
) -> Result<Actor, FederationError> {
    let federation = plumbing.federation();
    let claim = Claim::read(incoming, now).map_err(|error| FederationError::BadSignature(error.to_string()))?;
    let id = owner(claim.key_id());
    let host = read::host(id).ok_or_else(|| FederationError::BadSignature("the key has no host".to_owned()))?;
    if host == federation.domain {
        return Err(FederationError::Forbidden("the reader would be one of ours".to_owned()));
    }
    federation.client.parse(id).map_err(|error| FederationError::BadSignature(error.to_string()))?;
    let mut connection = federation.db().await?;
    if !domain_blocks::allowed(&mut connection, &host).await? {
        return Err(FederationError::Forbidden("this instance shows nothing to that server".to_owned()));
    }
    let known = actors::by_uri(&mut connection, id).await?;
    drop(connection);
    let actor = match known.filter(|actor| actor.deleted_at.is_none()) {
        Some(actor) => actor,
        None => {
            asking::count(&host).await?;
            Box::pin(Remote::just(id, &plumbing.data())).await?
        }
    };
    sender::fits(&claim, &actor)?;
    if actor.suspended_at.is_some() {
        return Err(FederationError::Forbidden("this instance shows nothing to that actor".to_owned()));
    }
    Ok(actor)
}

/// Whose key it is, by its id: what stands before the fragment, or, as GoToSocial has it, before `/main-key`.
fn owner(key_id: &str) -> &str {
    let bare = key_id.split('#').next().unwrap_or_default();
    bare.strip_suffix("/main-key").unwrap_or(bare)
}
