//! A local actor: an artist, a fan, the instance, or the one that announces new releases.

mod load;

use chrono::{DateTime, Utc};
use model::actor_keys::ActorKey;
use uuid::Uuid;

pub use load::actor;

/// What is said of a local actor.
#[derive(Debug, Clone)]
pub struct ActorFacts {
    /// The instance, without a slash at its end.
    pub base: String,
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: ActorType,
    /// What stands before the @ in its handle.
    pub username: String,
    /// Its name.
    pub name: String,
    /// HTML that is safe to show; may be empty.
    pub summary: String,
    /// The path of its page.
    pub page: String,
    /// The path of its RSS feed. Funkwhale makes a channel of an actor that has one, so only artists do.
    pub feed: Option<String>,
    /// The whole address of its picture, a JPEG.
    pub icon: Option<String>,
    /// The whole address of its header, a JPEG.
    pub image: Option<String>,
    /// The lines of its profile.
    pub fields: Vec<Field>,
    /// What it wants to be found by: genres and tags of its releases.
    pub tags: Vec<String>,
    /// Whether it decides itself who follows it.
    pub manually_approves: bool,
    /// Whether others may recommend it and find it by search.
    pub discoverable: bool,
    /// Other addresses of the same person.
    pub also_known_as: Vec<String>,
    /// Where it has moved to.
    pub moved_to: Option<String>,
    /// Since when it is here.
    pub published: DateTime<Utc>,
    /// When it was changed since.
    pub updated: Option<DateTime<Utc>>,
    /// The public halves of its keys.
    pub keys: Keys,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorType {
    /// A solo artist, a band, a fan. (A Group would be treated as a community elsewhere.)
    Person,
    /// A label.
    Organization,
    /// The instance.
    Application,
    /// What announces things by itself.
    Service,
}

impl ActorType {
    /// As ActivityStreams calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Application => "Application",
            Self::Service => "Service",
        }
    }
}

/// A line of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it says, as text.
    pub name: String,
    /// What stands behind that.
    pub value: FieldValue,
}

/// What a line of a profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// A web address.
    Link(String),
    /// Words.
    Text(String),
}

/// The public halves of an actor's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The RSA key as PEM.
    pub rsa_pem: String,
    /// The Ed25519 key as multibase.
    pub ed25519_multibase: String,
}

impl From<&ActorKey> for Keys {
    fn from(key: &ActorKey) -> Self {
        Self { rsa_pem: key.rsa_public_pem.clone(), ed25519_multibase: key.ed25519_multibase.clone() }
    }
}
