//! The notes that speak of a release and of its tracks: what most of the fediverse shows of them.

mod text;

use serde_json::{Value, json};
use urls::{absolute, ap};

use super::audience::Audience;
use super::time::moment;
use super::{attachment, context, filled, hashtags, language, sparse};
use crate::facts::{Counts, ReleaseFacts, TrackFacts};

/// How many track notes a release's note brings along: as many answers as Mastodon fetches with a note.
const ANSWERS: usize = 5;
/// What stands before something explicit.
const WARNING: &str = "Explicit lyrics";
/// The media type of a document that is linked to (FEP-e232).
const LINKED_DATA: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// The note about a release. It has exactly one attachment, since Mastodon plays nothing else: the lead track; where nobody may
/// hear that, the address to buy it, or else none.
#[must_use]
pub fn release_note(release: &ReleaseFacts) -> Value {
    let base = &release.base;
    let id = absolute(base, &ap::release_note(release.id));
    let tags = hashtags::of_all(base, super::album::tags(release));
    let content = text::of_release(release, &tags);
    let mut tag: Vec<Value> = tags.iter().map(hashtags::Hashtag::document).collect();
    tag.push(json!({
        "type": "Link",
        "mediaType": LINKED_DATA,
        "rel": "https://funkwhale.audio/ns#Album",
        "href": absolute(base, &ap::release(release.id)),
        "name": release.title,
    }));
    let lead = release.lead().and_then(|track| attachment::sound(release, track, release.tracks.len() > 1));
    // Beside a sound, the address to buy it stands among the links: with two attachments Mastodon plays neither.
    let payment = attachment::payment(release);
    tag.extend(payment.clone().filter(|_| lead.is_some()));
    let attached = lead.or(payment);
    let note = sparse(json!({
        "url": absolute(base, &release.page),
        "attributedTo": absolute(base, &ap::actor(release.actor)),
        "context": absolute(base, &ap::release_context(release.id)),
        "published": moment(release.published),
        "updated": release.updated.map(moment),
        "sensitive": release.explicit,
        "summary": release.explicit.then_some(WARNING),
        "contentMap": in_language(&release.language, &content),
        "content": content,
        "tag": tag,
        "attachment": Vec::from_iter(attached),
        "replies": replies(&id, &answers(release)),
    }));
    finished(note, &id, &Audience::public(base, release.actor), release.counts)
}

/// The note about a track of a release, which answers the release's.
#[must_use]
pub fn track_note(release: &ReleaseFacts, track: &TrackFacts) -> Value {
    let base = &release.base;
    let id = absolute(base, &ap::track_note(track.id));
    let content = text::of_track(release, track);
    let explicit = track.explicit || release.explicit;
    let note = sparse(json!({
        "url": absolute(base, &track.page),
        "attributedTo": absolute(base, &ap::actor(release.actor)),
        "inReplyTo": absolute(base, &ap::release_note(release.id)),
        "context": absolute(base, &ap::release_context(release.id)),
        "published": moment(release.published),
        "updated": release.updated.map(moment),
        "sensitive": explicit,
        "summary": explicit.then_some(WARNING),
        "contentMap": in_language(&release.language, &content),
        "content": content,
        "tag": [],
        "attachment": Vec::from_iter(attachment::sound(release, track, false)),
        "replies": replies(&id, &[]),
    }));
    finished(note, &id, &Audience::public(base, release.actor), track.counts)
}

/// The text under its language, where that is said.
pub(super) fn in_language(tag: &str, content: &str) -> Option<Value> {
    let language = filled(tag).and_then(language::of)?;
    Some(json!({ language: content }))
}

/// The answers to a note: the first ones at hand, the others by pages.
pub(super) fn replies(note: &str, first: &[String]) -> Value {
    let id = ap::replies(note);
    json!({
        "id": id,
        "type": "Collection",
        "first": {
            "type": "CollectionPage",
            "partOf": id,
            "next": ap::page(&id, None),
            "items": first,
        },
    })
}

/// What all notes have: id, audience, words, whether they may be quoted, and what others did with them.
pub(super) fn finished(mut note: Value, id: &str, audience: &Audience, counts: Counts) -> Value {
    let Value::Object(members) = &mut note else { return note };
    let mut put = |member: &str, value: Value| members.insert(member.to_owned(), value);
    put("@context", context::note());
    put("id", json!(id));
    put("type", json!("Note"));
    put("likes", counted(&ap::likes(id), counts.likes));
    put("shares", counted(&ap::shares(id), counts.boosts));
    if audience.is_public() {
        put("interactionPolicy", json!({ "canQuote": { "automaticApproval": [context::PUBLIC] } }));
    }
    audience.put(members);
    note
}

fn counted(id: &str, total: u64) -> Value {
    json!({ "id": id, "type": "Collection", "totalItems": total })
}

/// The notes of the first tracks. A single's one track is in its note already.
fn answers(release: &ReleaseFacts) -> Vec<String> {
    let several = release.tracks.len() > 1;
    let tracks = release.tracks.iter().filter(|_| several).take(ANSWERS);
    tracks.map(|track| absolute(&release.base, &ap::track_note(track.id))).collect()
}
