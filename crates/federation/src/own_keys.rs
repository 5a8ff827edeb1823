//! The keys of local actors: made when they are first needed, and read once by each process.

use std::sync::Arc;
use std::time::Duration;

use model::actor_keys::{self, ActorKey, NewActorKey};
use model::actors::{self, Service};
use model::ids::{ActorId, ActorKeyId};
use moka::future::Cache;

use crate::keys::{Ed25519Key, KeyError, RsaKey};
use crate::signatures::Signer;
use crate::{Federation, FederationError, facts};

/// How many actors' keys a process keeps at hand.
const KEPT: u64 = 10_000;
/// For how long: another process may have rotated them.
const STANDS: Duration = Duration::from_secs(300);

/// Private keys at hand, by actor, each with its id.
pub type Signers = Cache<ActorId, (ActorKeyId, Arc<Signer>)>;

/// An empty cache.
#[must_use]
pub fn signers() -> Signers {
    Cache::builder().max_capacity(KEPT).time_to_live(STANDS).build()
}

/// The keys of a local actor. The first time they are made, on a thread that nobody waits for.
///
/// # Errors
/// When the database fails, or no key can be made.
pub async fn of(federation: &Federation, actor: ActorId) -> Result<ActorKey, FederationError> {
    let mut connection = federation.db().await?;
    if let Some(keys) = actor_keys::current(&mut connection, actor).await? {
        return Ok(keys);
    }
    drop(connection);
    let new = make(actor).await?;
    let mut connection = federation.db().await?;
    Ok(actor_keys::keep(&mut connection, &new).await?)
}

/// Gives an actor new keys. Others learn of them when they next ask for the actor.
///
/// # Errors
/// As [`of`].
pub async fn rotate(federation: &Federation, actor: ActorId) -> Result<ActorKey, FederationError> {
    let new = make(actor).await?;
    let mut connection = federation.db().await?;
    let keys = actor_keys::rotate(&mut connection, actor, &new).await?;
    federation.signers.invalidate(&actor).await;
    Ok(keys)
}

/// What others may know of them.
#[must_use]
pub fn public(keys: &ActorKey) -> facts::Keys {
    facts::Keys { rsa_pem: keys.rsa_public_pem.clone(), ed25519_multibase: keys.ed25519_multibase.clone() }
}

/// What signs for a local actor.
///
/// # Errors
/// As [`of`].
pub async fn signer(federation: &Federation, actor: ActorId) -> Result<Arc<Signer>, FederationError> {
    Ok(at_hand(federation, actor).await?.1)
}

/// What signs for a local actor with the key that is known to stand now: a rotation by another process counts at once.
///
/// # Errors
/// As [`of`].
pub async fn signer_with(
    federation: &Federation,
    actor: ActorId,
    current: Option<ActorKeyId>,
) -> Result<Arc<Signer>, FederationError> {
    let (key, signer) = at_hand(federation, actor).await?;
    if current.is_none_or(|current| current == key) {
        return Ok(signer);
    }
    federation.signers.invalidate(&actor).await;
    Ok(at_hand(federation, actor).await?.1)
}

async fn at_hand(federation: &Federation, actor: ActorId) -> Result<(ActorKeyId, Arc<Signer>), FederationError> {
    // Whoever asks at the same time waits for one to make or read it.
    let made = federation.signers.try_get_with(actor, async {
        let keys = of(federation, actor).await?;
        let id = format!("{}#main-key", federation.absolute(&urls::ap::actor(actor.0)));
        let signer = Signer::from_pkcs8(id, &keys.rsa_private).map_err(|error| unusable(&error))?;
        Ok::<_, FederationError>((keys.id, Arc::new(signer)))
    });
    made.await.map_err(|error| FederationError::TryLater(error.to_string()))
}

/// What signs for the instance itself: every request for a document, for some servers show nothing to nobody.
///
/// # Errors
/// As [`of`].
pub async fn of_instance(federation: &Federation) -> Result<Arc<Signer>, FederationError> {
    let mut connection = federation.db().await?;
    let instance = actors::service(&mut connection, Service::Instance).await?;
    drop(connection);
    signer(federation, instance.id).await
}

async fn make(actor_id: ActorId) -> Result<NewActorKey, FederationError> {
    let made = tokio::task::spawn_blocking(move || {
        let (rsa, ed25519) = (RsaKey::generate()?, Ed25519Key::generate()?);
        Ok(NewActorKey {
            actor_id,
            rsa_private: rsa.pkcs8()?,
            rsa_public_pem: rsa.public_pem()?,
            ed25519_private: ed25519.pkcs8()?,
            ed25519_multibase: ed25519.multibase(),
        })
    });
    made.await
        .map_err(|error| FederationError::TryLater(error.to_string()))?
        .map_err(|error: KeyError| unusable(&error))
}

fn unusable(error: &KeyError) -> FederationError {
    FederationError::TryLater(format!("the actor's keys: {error}"))
}
