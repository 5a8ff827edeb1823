//! A local actor.

use serde_json::{Value, json};
use url::Url;
use urls::{absolute, ap};

use super::hashtags::{self, Hashtag};
use super::html::{escape, link};
use super::time::moment;
use super::{album, attachment, context, sparse};
use crate::facts::{ActorFacts, Field, FieldValue};

/// What stands behind an actor's id to make that of its RSA key.
pub const MAIN_KEY: &str = "#main-key";
/// What stands behind an actor's id to make that of its Ed25519 key.
pub const ED25519_KEY: &str = "#ed25519-key";

/// The actor.
#[must_use]
pub fn actor(facts: &ActorFacts) -> Value {
    let base = &facts.base;
    let whole = |path: String| absolute(base, &path);
    let id = whole(ap::actor(facts.id));
    let is_artist = facts.feed.is_some();
    let tags = hashtags::of_all(base, facts.tags.iter().map(String::as_str));
    sparse(json!({
        "@context": context::actor(),
        "id": id,
        "type": facts.kind.name(),
        "preferredUsername": facts.username,
        "name": facts.name,
        "summary": facts.summary,
        "url": addresses(facts),
        "category": is_artist.then_some("music"),
        "inbox": whole(ap::inbox(facts.id)),
        "outbox": whole(ap::outbox(facts.id)),
        "followers": whole(ap::followers(facts.id)),
        "following": whole(ap::following(facts.id)),
        "featured": is_artist.then(|| whole(ap::featured(facts.id))),
        "featuredTags": is_artist.then(|| whole(ap::tags(facts.id))),
        "endpoints": { "sharedInbox": whole(ap::shared_inbox()) },
        "icon": facts.icon.clone().map(attachment::image),
        "image": facts.image.clone().map(attachment::image),
        "manuallyApprovesFollowers": facts.manually_approves,
        "discoverable": facts.discoverable,
        "indexable": facts.discoverable,
        "published": moment(facts.published),
        "updated": facts.updated.map(moment),
        "attributionDomains": Vec::from_iter(host(base)),
        "alsoKnownAs": (!facts.also_known_as.is_empty()).then_some(&facts.also_known_as),
        "movedTo": facts.moved_to,
        "attachment": facts.fields.iter().map(property).collect::<Vec<_>>(),
        "tag": tags.iter().map(Hashtag::document).collect::<Vec<_>>(),
        "publicKey": {
            "id": format!("{id}{MAIN_KEY}"),
            "owner": id,
            "publicKeyPem": facts.keys.rsa_pem,
        },
        "assertionMethod": [{
            "id": format!("{id}{ED25519_KEY}"),
            "type": "Multikey",
            "controller": id,
            "publicKeyMultibase": facts.keys.ed25519_multibase,
        }],
    }))
}

/// Its page, and its feed.
fn addresses(facts: &ActorFacts) -> Vec<Value> {
    let mut all = vec![album::html_link(&facts.base, &facts.page)];
    if let Some(feed) = &facts.feed {
        let href = absolute(&facts.base, feed);
        all.push(json!({ "type": "Link", "mediaType": "application/rss+xml", "href": href }));
    }
    all
}

fn property(field: &Field) -> Value {
    let value = match &field.value {
        FieldValue::Link(address) => link(address, "me nofollow noopener"),
        FieldValue::Text(text) => escape(text),
    };
    json!({ "type": "PropertyValue", "name": field.name, "value": value })
}

/// Where articles may name the actor as their author: here.
fn host(base: &str) -> Option<String> {
    Url::parse(base).ok()?.host_str().map(str::to_owned)
}
