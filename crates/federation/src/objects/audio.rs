//! A track as Audio, in Funkwhale's words.

use serde_json::{Value, json};
use urls::{absolute, ap};

use super::attachment::{self, BITRATE, MP3};
use super::hashtags::{self, Hashtag};
use super::html::escape;
use super::time::{Duration, moment};
use super::{album, context, filled, sparse};
use crate::facts::{ReleaseFacts, TrackFacts};

/// The one medium of a digital release.
const DISC: u32 = 1;

/// The track as Audio. One that not everybody may hear has no address of its sound; Funkwhale refuses such a one, so it is not
/// sent there.
#[must_use]
pub fn audio(release: &ReleaseFacts, track: &TrackFacts, duration: Duration) -> Value {
    let base = &release.base;
    let mut addresses = vec![album::html_link(base, &track.page)];
    if let Some(sound) = track.sound {
        addresses.push(json!({
            "type": "Link",
            "mediaType": MP3,
            "href": attachment::mp3(base, sound),
            "bitrate": BITRATE,
            "size": sound.bytes,
        }));
        addresses.push(json!({
            "type": "Link",
            "mediaType": "application/vnd.apple.mpegurl",
            "href": attachment::hls(base, sound),
        }));
    }
    let attached = attachment::sound(release, track, false).into_iter().chain(attachment::payment(release));
    let mut document = sparse(json!({
        "@context": context::music(),
        "id": absolute(base, &ap::track(track.id)),
        "type": "Audio",
        "name": track.title,
        "attributedTo": absolute(base, &ap::actor(release.actor)),
        "published": moment(release.published),
        "updated": release.updated.map(moment),
        "duration": duration.write(track.duration_ms),
        "durationMs": track.duration_ms.max(0),
        "position": track.position,
        "disc": DISC,
        "album": absolute(base, &ap::release(release.id)),
        "license": release.licence.and_then(|licence| licence.url),
        "copyright": album::copyright(release),
        "mediaType": "text/html",
        "content": content(release, track),
        "sensitive": track.explicit || release.explicit,
        "isrcCode": filled(&track.isrc),
        "image": attachment::cover(release),
        "url": addresses,
        "tag": hashtags::of_all(base, album::tags(release)).iter().map(Hashtag::document).collect::<Vec<_>>(),
        "attachment": attached.collect::<Vec<_>>(),
        "context": absolute(base, &ap::release_context(release.id)),
        "replies": absolute(base, &ap::replies(&ap::track_note(track.id))),
    }));
    album::address(&mut document, release);
    document
}

/// "From First Light by The Larks."
fn content(release: &ReleaseFacts, track: &TrackFacts) -> String {
    let by = if track.artist.is_empty() { &release.artist } else { &track.artist };
    format!("<p>From {} by {}.</p>", escape(&release.title), escape(by))
}
