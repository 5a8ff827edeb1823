//! A show as an Event, as Mobilizon and Gancio read it.

use serde_json::{Value, json};
use urls::{absolute, ap};

use super::audience::Audience;
use super::html::{escape, link};
use super::time::moment;
use super::{attachment, context, sparse};
use crate::facts::ShowFacts;

/// How wide its picture is, in pixels.
const PICTURE: u32 = 1400;

/// The show. To take part in it is to listen on its page.
#[must_use]
pub fn event(show: &ShowFacts) -> Value {
    let base = &show.base;
    let page = absolute(base, &show.page);
    let actor = absolute(base, &ap::actor(show.actor));
    let picture = show.picture.as_ref();
    let mut document = sparse(json!({
        "@context": context::event(),
        "id": absolute(base, &urls::live::event(show.id)),
        "type": "Event",
        "name": show.title,
        "url": page,
        "attributedTo": actor,
        "actor": actor,
        "startTime": moment(show.starts),
        "endTime": show.ends.map(moment),
        "timezone": "Etc/UTC",
        "published": moment(show.published),
        "updated": show.updated.map(moment),
        "content": content(show, &page),
        "mediaType": "text/html",
        "image": picture.map(|picture| attachment::image(picture.address(base, PICTURE))),
        // Mobilizon takes the picture from an attachment of this name.
        "attachment": Vec::from_iter(picture.map(|picture| json!({
            "type": "Document", "mediaType": "image/jpeg", "name": "Banner", "url": picture.address(base, PICTURE),
        }))),
        "tag": [],
        "category": "MUSIC",
        "isOnline": true,
        "ical:status": "CONFIRMED",
        "draft": false,
        "joinMode": "external",
        "externalParticipationUrl": page,
        "commentsEnabled": false,
        "repliesModerationOption": "closed",
    }));
    if let Value::Object(members) = &mut document {
        Audience::public(base, show.actor).put(members);
    }
    document
}

/// What the artist says of it, and where it is heard.
fn content(show: &ShowFacts, page: &str) -> String {
    format!("{}<p>{}, live: {}</p>", show.about, escape(&show.artist), link(page, ""))
}
