//! The tracks of a remote release: as rows of a list, and as the player reads them.

use model::actors::Actor;
use model::remote_releases::{RemoteRelease, RemoteTrack};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::signed;
use crate::app::App;
use crate::error::PageError;
use crate::releases::rows::Row;
use crate::releases::words;
use crate::tracks::playing::{self, Caption};

/// A track that plays from its origin: a plain file, brought by us.
#[derive(Debug, Clone, Serialize)]
struct Playable {
    #[serde(flatten)]
    caption: Caption,
    progressive: Option<String>,
    mp3: Option<String>,
}

/// The rows, and the list for the player as JSON that may stand in a script element.
///
/// # Errors
/// When the list cannot be written as JSON, which is ours to mend: 500.
pub fn of(app: &App, release: &RemoteRelease, actor: &Actor, hue: &str) -> Result<(Vec<Row>, String), PageError> {
    let host = actor.host.as_deref().unwrap_or_default();
    let cover = release.cover_url.as_deref().map(|url| signed::picture(app, host, url)).filter(|path| !path.is_empty());
    let page = urls::fans::remote_release(release.id.0);
    let mut rows = Vec::new();
    let mut playables = Vec::new();
    for (number, track) in (1..).zip(release.tracks()) {
        let sound = track.audio_url.as_deref().map(|url| signed::sound(app, host, url)).unwrap_or_default();
        let id = id(&track);
        let length = track.duration_ms.filter(|length| *length > 0);
        rows.push(Row {
            id: id.clone(),
            number,
            title: track.title.clone(),
            href: String::new(),
            by: String::new(),
            explicit: false,
            lyrics: false,
            length: length.map(words::clock).unwrap_or_default(),
            length_iso: length.map(words::iso).unwrap_or_default(),
            mp3: sound.clone(),
            kept: None,
        });
        if sound.is_empty() {
            continue;
        }
        let is_mp4 = track.media_type.as_deref().is_some_and(is_mp4);
        let caption = Caption {
            id,
            title: track.title,
            artist: actor.shown_name().to_owned(),
            artist_url: urls::fans::remote_actor(actor.id.0),
            url: page.clone(),
            release: release.title.clone(),
            release_url: page.clone(),
            cover: cover.clone(),
            cover_large: cover.clone(),
            duration_ms: length.unwrap_or(0),
            hue: hue.to_owned(),
        };
        playables.push(Playable {
            caption,
            progressive: is_mp4.then(|| sound.clone()),
            mp3: (!is_mp4).then_some(sound),
        });
    }
    Ok((rows, playing::json(&playables)?))
}

/// An id that the page and the player know the track by: made of its own, so that it stays when tracks come and go.
fn id(track: &RemoteTrack) -> String {
    let digest = Sha256::digest(track.uri.as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(byte, from)| *byte = *from);
    Uuid::from_bytes(bytes).to_string()
}

fn is_mp4(media_type: &str) -> bool {
    matches!(media_type, "audio/mp4" | "audio/x-m4a" | "audio/m4a" | "audio/aac")
}
