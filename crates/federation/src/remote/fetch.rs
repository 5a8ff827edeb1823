//! Fetching of what somebody named: a post, a release or an actor of another server, by its id or its page.

use activitypub_federation::config::Data;
use diesel_async::AsyncConnection as _;
use model::actors::Actor;
use model::ids::ActorId;
use model::posts::{Post, Subject};
use model::reactions::{self, ReactionKind};
use model::remote_releases::RemoteRelease;
use model::{actors, domain_blocks};
use serde_json::Value;

use crate::client::FetchError;
use crate::context::Plumbing;
use crate::remote::{Remote, actor, note, read, release};
use crate::signatures::Signer;
use crate::{Federation, FederationError, own_keys};

/// Because of whose boost something is fetched.
#[derive(Debug, Clone)]
pub struct Boost {
    /// Who boosted it.
    pub by: ActorId,
    /// The id of the boost.
    pub uri: Option<String>,
}

/// What was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// Somebody.
    Actor(Box<Actor>),
    /// A post.
    Post(Box<Post>),
    /// A release.
    Release(Box<RemoteRelease>),
}

/// Fetches what is at an address, as the instance's own actor, and keeps it. A post is kept only for a boost, or if it is an
/// answer to something here.
///
/// # Errors
/// 403 for servers this instance does not speak to, 404 and 410 where there is nothing, 400 for what is nothing to us, 503 for
/// what may pass.
pub async fn object(plumbing: &Plumbing, address: &str, boost: Option<Boost>) -> Result<Found, FederationError> {
    let federation = plumbing.federation();
    let data = plumbing.data();
    let url = federation.client.parse(address).map_err(|error| FederationError::Refused(error.to_string()))?;
    admit(federation, address).await?;
    let signer = own_keys::of_instance(federation).await?;
    let document = federation.client.get_object(&url, Some(&signer)).await.map_err(|error| said(&error))?;
    // It may have been somewhere else than it was said to be.
    admit(federation, document.url.as_str()).await?;
    let mut found = document.json;
    let kind = read::kind(&found).to_owned();
    if actor::kind_of(&kind).is_some() {
        let parsed = actor::parse(&found)?;
        let mut connection = federation.db().await?;
        return Ok(Found::Actor(Box::new(actors::keep_remote(&mut connection, &parsed).await?)));
    }
    if matches!(kind.as_str(), "Album" | "Audio") {
        return release_of(&data, &mut found, &signer).await;
    }
    if !note::is_one(&kind) {
        return Err(FederationError::Refused(format!("a {kind} is nothing that can be shown here")));
    }
    post_of(&data, &found, boost).await
}

async fn admit(federation: &Federation, address: &str) -> Result<(), FederationError> {
    let host = read::host(address).ok_or(FederationError::NotFound)?;
    if host == federation.domain {
        return Err(FederationError::Forbidden("that would be one of ours".to_owned()));
    }
    let mut connection = federation.db().await?;
    if domain_blocks::allowed(&mut connection, &host).await? {
        return Ok(());
    }
    Err(FederationError::Forbidden("this instance does not speak to that server".to_owned()))
}

async fn author(data: &Data<Federation>, id: Option<&str>, of: &Value) -> Result<Actor, FederationError> {
    let id = id.filter(|id| read::host(id) == read::id(of).and_then(read::host));
    Remote::of(id.ok_or_else(|| FederationError::Refused("it does not say whose it is".to_owned()))?, data).await
}

async fn release_of(data: &Data<Federation>, found: &mut Value, signer: &Signer) -> Result<Found, FederationError> {
    let artist = author(data, release::owner(found), found).await?;
    let is_album = read::kind(found) == "Album";
    // The tracks stand in a collection of their own.
    let tracks =
        found.get("tracks").and_then(Value::as_str).filter(|at| read::host(at) == read::id(found).and_then(read::host));
    if let (true, Some(address)) = (is_album, tracks.map(str::to_owned)) {
        let url = data.client.parse(&address).map_err(|error| FederationError::Refused(error.to_string()))?;
        if let Ok(collection) = data.client.get_object(&url, Some(signer)).await
            && let Value::Object(members) = found
        {
            members.insert("tracks".to_owned(), collection.json);
        }
    }
    let mut connection = data.db().await?;
    let uri =
        read::id_at(found, "album").filter(|_| !is_album).or_else(|| read::id(found)).unwrap_or_default().to_owned();
    let kept = connection
        .transaction(async |connection| {
            release::take(connection, &artist, found).await?;
            Ok::<_, FederationError>(model::remote_releases::by_uri(connection, &uri).await?)
        })
        .await?;
    kept.map(|release| Found::Release(Box::new(release))).ok_or(FederationError::NotFound)
}

async fn post_of(data: &Data<Federation>, found: &Value, boost: Option<Boost>) -> Result<Found, FederationError> {
    let writer = author(data, read::id_at(found, "attributedTo"), found).await?;
    let mut connection = data.db().await?;
    let kept = connection
        .transaction(async |connection| {
            let note = note::read(connection, data, &writer, found, chrono::Utc::now()).await?;
            if !note.post.visibility.is_public() {
                return Err(FederationError::Forbidden("it is not for everybody".to_owned()));
            }
            if note::is_unwanted(connection, &note, &writer).await? {
                return Err(FederationError::Forbidden("whom it answers has blocked its author".to_owned()));
            }
            let post = note::keep(connection, &note).await?;
            if let Some(boost) = boost {
                let subject = Subject::Post(post.id);
                reactions::add(connection, ReactionKind::Boost, boost.by, subject, boost.uri.as_deref()).await?;
            }
            Ok(post)
        })
        .await?;
    Ok(Found::Post(Box::new(kept)))
}

/// What a failed request means to whoever wanted something.
pub(crate) fn said(error: &FetchError) -> FederationError {
    match error {
        FetchError::Gone => FederationError::Gone,
        FetchError::Status { code: 404, .. } => FederationError::NotFound,
        FetchError::Status { code: 401 | 403, .. } => {
            FederationError::Forbidden("its server does not show it to us".to_owned())
        }
        error if error.may_pass() => FederationError::TryLater(error.to_string()),
        error => FederationError::Refused(error.to_string()),
    }
}
