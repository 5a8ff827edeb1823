//! Contexts: what the words of a document mean in JSON-LD.
//!
//! Only two are named by address, and every peer has those at hand. All other terms are written out, Funkwhale's too: it
//! fetches a context it does not know, in the middle of taking an activity.

use serde_json::{Map, Value, json};

/// Everybody, as an audience.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// ActivityStreams.
const STREAMS: &str = "https://www.w3.org/ns/activitystreams";
/// The words of keys.
const SECURITY: &str = "https://w3id.org/security/v1";

/// That of documents with no words but those of ActivityStreams.
#[must_use]
pub fn plain() -> Value {
    json!(STREAMS)
}

/// That of actors.
#[must_use]
pub fn actor() -> Value {
    let terms = json!({
        "toot": "http://joinmastodon.org/ns#",
        "schema": "http://schema.org#",
        "sec": "https://w3id.org/security#",
        "assertionMethod": id("sec:assertionMethod"),
        "Multikey": "sec:Multikey",
        "controller": id("sec:controller"),
        "publicKeyMultibase": "sec:publicKeyMultibase",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "Hashtag": "as:Hashtag",
        "movedTo": id("as:movedTo"),
        "alsoKnownAs": id("as:alsoKnownAs"),
        "featured": id("toot:featured"),
        "featuredTags": id("toot:featuredTags"),
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "attributionDomains": id("toot:attributionDomains"),
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "category": "schema:category",
    });
    json!([STREAMS, SECURITY, terms])
}

/// That of notes.
#[must_use]
pub fn note() -> Value {
    let terms = json!({
        "toot": "http://joinmastodon.org/ns#",
        "gts": "https://gotosocial.org/ns#",
        "Hashtag": "as:Hashtag",
        "sensitive": "as:sensitive",
        "blurhash": "toot:blurhash",
        "interactionPolicy": id("gts:interactionPolicy"),
        "canQuote": id("gts:canQuote"),
        "automaticApproval": id("gts:automaticApproval"),
    });
    json!([STREAMS, terms])
}

/// That of albums and audio. Funkwhale's words mean what they mean in `https://funkwhale.audio/ns`.
#[must_use]
pub fn music() -> Value {
    let terms = json!({
        "fw": "https://funkwhale.audio/ns#",
        "schema": "http://schema.org#",
        "toot": "http://joinmastodon.org/ns#",
        "tw": "https://github.com/tonewood/tonewood/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "Album": "fw:Album",
        "bitrate": typed("fw:bitrate", "xsd:nonNegativeInteger"),
        "size": typed("fw:size", "xsd:nonNegativeInteger"),
        "position": typed("fw:position", "xsd:nonNegativeInteger"),
        "disc": typed("fw:disc", "xsd:nonNegativeInteger"),
        "album": id("fw:album"),
        "artists": json!({ "@id": "fw:artists", "@type": "@id", "@container": "@list" }),
        "released": typed("fw:released", "xsd:date"),
        "license": id("fw:license"),
        "copyright": "fw:copyright",
        "Hashtag": "as:Hashtag",
        "sensitive": "as:sensitive",
        "blurhash": "toot:blurhash",
        "albumReleaseType": "schema:albumReleaseType",
        "albumProductionType": "schema:albumProductionType",
        "catalogNumber": "schema:catalogNumber",
        "gtin": "schema:gtin",
        "isrcCode": "schema:isrcCode",
        "price": "schema:price",
        "priceCurrency": "schema:priceCurrency",
        "tracks": id("tw:tracks"),
        "durationMs": typed("tw:durationMs", "xsd:nonNegativeInteger"),
    });
    json!([STREAMS, SECURITY, terms])
}

/// That of events. Mobilizon's words mean what they mean in `https://joinmobilizon.org/ns`.
#[must_use]
pub fn event() -> Value {
    let terms = json!({
        "mz": "https://joinmobilizon.org/ns#",
        "pt": "https://joinpeertube.org/ns#",
        "sc": "http://schema.org#",
        "ical": "http://www.w3.org/2002/12/cal/ical#",
        "timezone": typed("mz:timezone", "sc:Text"),
        "isOnline": typed("mz:isOnline", "sc:Boolean"),
        "category": "sc:category",
        "draft": typed("mz:draft", "sc:Boolean"),
        "joinMode": typed("mz:joinMode", "mz:joinModeType"),
        "externalParticipationUrl": typed("mz:externalParticipationUrl", "sc:URL"),
        "commentsEnabled": typed("pt:commentsEnabled", "sc:Boolean"),
        "repliesModerationOption": typed("mz:repliesModerationOption", "mz:repliesModerationOptionType"),
    });
    json!([STREAMS, terms])
}

/// Moves the context of the object inside an activity to the activity: contexts stand at the top only.
pub(super) fn hoist(activity: &mut Value) {
    let Value::Object(members) = activity else { return };
    let inner = members.get_mut("object").and_then(Value::as_object_mut).and_then(|object| object.remove("@context"));
    if let Some(inner) = inner {
        members.insert("@context".to_owned(), inner);
    }
}

/// The document without its context, to stand inside another one.
#[must_use]
pub fn without(document: Value) -> Value {
    match document {
        Value::Object(members) => {
            let members: Map<_, _> = members.into_iter().filter(|(name, _)| name != "@context").collect();
            Value::Object(members)
        }
        other => other,
    }
}

fn id(term: &str) -> Value {
    typed(term, "@id")
}

fn typed(term: &str, kind: &str) -> Value {
    json!({ "@id": term, "@type": kind })
}
