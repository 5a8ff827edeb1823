//! An actor of another server.

use activitypub_federation::config::Data;
use activitypub_federation::traits::{Actor as SignsWithKey, Object};
use async_trait::async_trait;
use model::actors::{self, Actor, ActorKind, RemoteActor};
use serde_json::{Value, json};
use url::Url;

use crate::activities::subject;
use crate::client::{ACCEPT_ACTIVITY, is_activity_type, same_host};
use crate::remote::{fetch, html, read};
use crate::{Federation, FederationError, own_keys};

/// How many profile fields are kept.
const FIELDS: usize = 8;
/// How many keys.
const KEYS: usize = 6;
/// Characters of what stands before the @ of a handle.
const USERNAME: usize = 300;
/// Characters of a name.
const NAME: usize = 120;

/// An actor as the database has it, with its id.
#[derive(Debug, Clone)]
pub struct Remote {
    /// The row.
    pub actor: Actor,
    id: Url,
    inbox: Url,
}

impl Remote {
    /// The actor with this id, from the database or, when it is not there, from its server.
    ///
    /// # Errors
    /// When its server does not give it, or gives something else.
    pub async fn of(id: &str, data: &Data<Federation>) -> Result<Actor, FederationError> {
        let mut connection = data.db().await?;
        let known = actors::by_uri(&mut connection, id).await?;
        drop(connection);
        match known {
            Some(known) => Ok(known),
            None => Self::anew(id, data).await,
        }
    }

    /// The actor with this id, from its server whatever the database says; one of ours from the database.
    ///
    /// # Errors
    /// As [`Remote::of`].
    pub async fn anew(id: &str, data: &Data<Federation>) -> Result<Actor, FederationError> {
        if data.is_local(id) {
            let mut connection = data.db().await?;
            return subject::actor(&mut connection, data, id).await?.ok_or(FederationError::NotFound);
        }
        let url = data.client.parse(id).map_err(|error| fetch::said(&error))?;
        let signer = own_keys::of_instance(data).await?;
        let document = data.client.get_object(&url, Some(&signer)).await.map_err(|error| fetch::said(&error))?;
        Self::verify(&document.json, &document.url, data).await?;
        Ok(Self::from_json(document.json, data).await?.actor)
    }

    /// As [`Remote::anew`], of exactly this id: whoever is there under another one is not asked for.
    ///
    /// # Errors
    /// As [`Remote::of`].
    pub async fn just(id: &str, data: &Data<Federation>) -> Result<Actor, FederationError> {
        let url = data.client.parse(id).map_err(|error| fetch::said(&error))?;
        let signer = own_keys::of_instance(data).await?;
        let fetched =
            data.client.get(&url, ACCEPT_ACTIVITY, Some(&signer)).await.map_err(|error| fetch::said(&error))?;
        let refused = |text: &str| FederationError::Refused(text.to_owned());
        if !fetched.content_type.as_deref().is_some_and(is_activity_type) {
            return Err(refused("what is there is no ActivityPub document"));
        }
        let json: Value = fetched.json().map_err(|error| fetch::said(&error))?;
        if read::id(&json) != Some(id) || !same_host(&fetched.url, &url) {
            return Err(refused("what is there is somebody else"));
        }
        Ok(Self::from_json(json, data).await?.actor)
    }

    fn of_row(actor: Actor) -> Option<Self> {
        let id = Url::parse(actor.uri.as_deref()?).ok()?;
        let inbox = Url::parse(actor.inbox.as_deref()?).ok()?;
        Some(Self { actor, id, inbox })
    }
}

#[async_trait]
impl Object for Remote {
    type DataType = Federation;
    type Kind = Value;
    type Error = FederationError;

    fn id(&self) -> &Url {
        &self.id
    }

    async fn read_from_id(id: Url, data: &Data<Federation>) -> Result<Option<Self>, FederationError> {
        let mut connection = data.db().await?;
        let found = actors::by_uri(&mut connection, id.as_str()).await?;
        Ok(found.and_then(Self::of_row))
    }

    async fn delete(&self, data: &Data<Federation>) -> Result<(), FederationError> {
        let mut connection = data.db().await?;
        actors::mark_deleted(&mut connection, self.actor.id).await?;
        Ok(())
    }

    fn is_deleted(&self) -> bool {
        self.actor.deleted_at.is_some()
    }

    async fn into_json(self, _: &Data<Federation>) -> Result<Value, FederationError> {
        Ok(json!({"type": "Link", "href": self.id}))
    }

    async fn verify(json: &Value, expected: &Url, _: &Data<Federation>) -> Result<(), FederationError> {
        let same = read::id(json).and_then(read::host) == read::host(expected.as_str());
        if same { Ok(()) } else { Err(FederationError::Refused("the actor's id is on another host".to_owned())) }
    }

    async fn from_json(json: Value, data: &Data<Federation>) -> Result<Self, FederationError> {
        let actor = parse(&json)?;
        let mut connection = data.db().await?;
        let kept = actors::keep_remote(&mut connection, &actor).await?;
        Self::of_row(kept).ok_or(FederationError::NotFound)
    }
}

impl SignsWithKey for Remote {
    fn public_key_pem(&self) -> &str {
        let keys = self.actor.public_keys.as_array();
        let rsa = keys.and_then(|keys| keys.iter().find(|key| read::text(key, "kind", 10) == "rsa"));
        rsa.and_then(|key| key.get("key")?.as_str()).unwrap_or_default()
    }

    fn private_key_pem(&self) -> Option<String> {
        None
    }

    fn inbox(&self) -> Url {
        self.inbox.clone()
    }
}

/// What is kept of an actor document. Everything it names must be on its own host, but for its inbox: Micro.blog takes what comes
/// for people with a domain of their own. Whether that is asked is for the client to say, and who is blocked for each delivery.
///
/// # Errors
/// A sentence that says what is missing.
pub fn parse(json: &Value) -> Result<RemoteActor, FederationError> {
    let wrong = |what: &str| FederationError::Refused(format!("the actor has no {what}"));
    let uri = read::id(json).ok_or_else(|| wrong("id"))?;
    let host = read::host(uri).ok_or_else(|| wrong("host in its id"))?;
    let own = |key: &str| {
        read::id_at(json, key).filter(|address| read::host(address).as_ref() == Some(&host)).map(str::to_owned)
    };
    let kind = kind_of(read::kind(json)).ok_or_else(|| wrong("type of an actor"))?;
    let inbox = read::id_at(json, "inbox").and_then(read::web_address).ok_or_else(|| wrong("inbox"))?;
    let username = read::text(json, "preferredUsername", USERNAME);
    let username = if username.is_empty() { uri.rsplit('/').next().unwrap_or_default().to_owned() } else { username };
    if username.is_empty()
        || username.chars().count() > USERNAME
        || username.contains(['@', '/', '<', '>', '"', ' ', '\n'])
    {
        return Err(wrong("preferredUsername that fits an address"));
    }
    let name = html::words(&read::text(json, "name", NAME * 4), NAME);
    let shared = read::first(json, "endpoints").and_then(|endpoints| read::id_at(endpoints, "sharedInbox"));
    Ok(RemoteActor {
        uri: uri.to_owned(),
        kind,
        username,
        name,
        summary: html::clean(&read::text(json, "summary", 40_000)),
        url: read::link(json, "url", |kind| kind.is_empty() || kind == "text/html"),
        icon_url: read::link(json, "icon", |_| true),
        image_url: read::link(json, "image", |_| true),
        fields: fields(json),
        // The one that it shares is the one of its inbox's server.
        shared_inbox: shared.and_then(read::web_address).filter(|shared| read::host(shared) == read::host(&inbox)),
        inbox,
        outbox: own("outbox"),
        followers: own("followers"),
        featured: own("featured"),
        also_known_as: read::ids(json, "alsoKnownAs").take(20).map(str::to_owned).collect(),
        moved_to: read::id_at(json, "movedTo").map(str::to_owned),
        manually_approves: read::flag(json, "manuallyApprovesFollowers"),
        discoverable: json.get("discoverable").is_none() || read::flag(json, "discoverable"),
        public_keys: Value::Array(keys(json, uri)),
        published_at: read::time(json, "published"),
        fetched_at: Some(chrono::Utc::now()),
        host,
    })
}

/// What kind of actor a type says.
#[must_use]
pub fn kind_of(kind: &str) -> Option<ActorKind> {
    Some(match kind {
        "Person" => ActorKind::Person,
        "Group" => ActorKind::Group,
        "Organization" => ActorKind::Organization,
        "Application" => ActorKind::Application,
        "Service" => ActorKind::Service,
        _ => return None,
    })
}

fn fields(json: &Value) -> Value {
    let entries = read::list(json, "attachment").filter(|entry| read::kind(entry) == "PropertyValue").take(FIELDS);
    let fields = entries.map(|entry| {
        json!({
            "name": html::words(&read::text(entry, "name", 255), 255),
            "value": html::clean(&read::text(entry, "value", 2_000)),
        })
    });
    Value::Array(fields.collect())
}

/// The keys that the actor owns: RSA by `publicKey`, Ed25519 by `assertionMethod` (FEP-521a).
fn keys(json: &Value, owner: &str) -> Vec<Value> {
    let rsa = read::list(json, "publicKey").filter(|key| read::id_at(key, "owner") == Some(owner));
    let rsa = rsa.filter_map(|key| entry(read::id(key)?, "rsa", key.get("publicKeyPem")?.as_str()?));
    let multikeys = read::list(json, "assertionMethod").filter(|key| read::id_at(key, "controller") == Some(owner));
    let multikeys =
        multikeys.filter_map(|key| entry(read::id(key)?, "ed25519", key.get("publicKeyMultibase")?.as_str()?));
    let on_its_host = |key: &Value| read::id(key).and_then(read::host) == read::host(owner);
    rsa.chain(multikeys).filter(on_its_host).take(KEYS).collect()
}

fn entry(id: &str, kind: &str, key: &str) -> Option<Value> {
    (key.len() < 10_000 && !key.contains('\0')).then(|| json!({"id": id, "kind": kind, "key": key}))
}
