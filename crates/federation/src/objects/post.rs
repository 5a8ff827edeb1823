//! What somebody here wrote: an artist's post, or a fan's comment.

mod linked;

use serde_json::{Value, json};
use urls::{absolute, ap};

use super::audience::Audience;
use super::hashtags::{self, Hashtag};
use super::time::moment;
use super::{attachment, filled, note, sparse};
use crate::facts::{Attached, PostFacts};

/// The post as a Note.
#[must_use]
pub fn post(post: &PostFacts) -> Value {
    let base = &post.base;
    let id = absolute(base, &ap::post(post.id));
    let tags = hashtags::of_all(base, post.hashtags.iter().map(String::as_str));
    let content = linked::linked(&post.content, &post.mentions, &tags);
    let mentioned = post
        .mentions
        .iter()
        .map(|mention| json!({ "type": "Mention", "href": mention.uri, "name": format!("@{}", mention.handle) }));
    let audience = Audience::of(base, post.actor, post.visibility)
        .and_mentioned(post.mentions.iter().map(|mention| mention.uri.clone()));
    let warning = filled(&post.summary);
    let document = sparse(json!({
        "attributedTo": absolute(base, &ap::actor(post.actor)),
        "inReplyTo": post.in_reply_to,
        "context": post.about.map(|release| absolute(base, &ap::release_context(release))),
        "published": moment(post.published),
        "updated": post.updated.map(moment),
        "sensitive": post.sensitive || warning.is_some(),
        "summary": warning,
        "contentMap": note::in_language(&post.language, &content),
        "content": content,
        "tag": mentioned.chain(tags.iter().map(Hashtag::document)).collect::<Vec<_>>(),
        "attachment": Vec::from_iter(post.attached.as_ref().and_then(|attached| attachment_of(base, attached))),
        "replies": note::replies(&id, &[]),
    }));
    note::finished(document, &id, &audience, post.counts)
}

/// The one thing that is shown with it.
fn attachment_of(base: &str, attached: &Attached) -> Option<Value> {
    match attached {
        Attached::Picture(picture) => Some(attachment::picture(base, picture)),
        Attached::Track(release, track) => {
            let track = release.track(*track)?;
            attachment::sound(release, track, false).or_else(|| cover(base, release))
        }
        Attached::Release(release) => {
            let lead = release.lead().and_then(|track| attachment::sound(release, track, release.tracks.len() > 1));
            lead.or_else(|| cover(base, release))
        }
    }
}

fn cover(base: &str, release: &crate::facts::ReleaseFacts) -> Option<Value> {
    release.cover.as_ref().map(|cover| attachment::picture(base, cover))
}
