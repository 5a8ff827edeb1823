//! What a rotation may play, and where its sound lies.

use diesel::QueryResult;
use model::artists::{self, Artist};
use model::encodings;
use model::entitlements::{self, Extent, Who};
use model::ids::{ArtistId, ShowId, TrackId};
use model::masters::{self, Master};
use model::releases::{self, Release};
use model::tracks::{self, Track};
use model::{Connection, rotations};
use storage::Key;

use super::programme::Item;

/// A track with all that is needed to play it.
#[derive(Debug, Clone)]
pub(super) struct Playable {
    /// As the programme knows it.
    pub(super) item: Item,
    /// Its title.
    pub(super) title: String,
    /// Whose it is, for people.
    pub(super) artist: String,
    /// Its bytes.
    pub(super) key: Key,
    /// Their media type.
    pub(super) content_type: &'static str,
    /// How long it is.
    pub(super) duration_ms: u64,
    /// Integrated loudness.
    pub(super) loudness_lufs: Option<f64>,
    /// True peak.
    pub(super) true_peak_dbtp: Option<f64>,
}

/// The tracks of a show's rotation that may be played: the artist's own, and of others what everybody may hear in full. What is
/// not there, or not ready, is left out.
///
/// # Errors
/// When the database fails.
pub(super) async fn of_show(connection: &mut Connection, show: ShowId, by: ArtistId) -> QueryResult<Vec<Playable>> {
    let mut playable = Vec::new();
    for (track, is_ident) in rotations::tracks(connection, show).await? {
        playable.extend(find(connection, (track, is_ident), by).await?);
    }
    Ok(playable)
}

async fn find(
    connection: &mut Connection,
    (track, is_ident): (TrackId, bool),
    by: ArtistId,
) -> QueryResult<Option<Playable>> {
    let Some(track) = tracks::find(connection, track).await? else { return Ok(None) };
    let Some(release) = releases::find(connection, track.release_id).await? else { return Ok(None) };
    if !may_play(connection, &release, &track, by).await? {
        return Ok(None);
    }
    let (Some(encoding), Some(artist)) = (track.encoding_id, artists::find(connection, release.artist_id).await?)
    else {
        return Ok(None);
    };
    let Some(encoding) = encodings::find(connection, encoding).await? else { return Ok(None) };
    let Some(master) = masters::find(connection, encoding.master_id).await? else { return Ok(None) };
    let (key, content_type) = source(&master, encoding.id.0);
    Ok(Some(Playable {
        item: Item { track: track.id, of: (release.artist_id, track.artist_name.clone()), is_ident },
        artist: artist_of(&track, &artist),
        title: track.title,
        key,
        content_type,
        duration_ms: u64::try_from(master.duration_ms).unwrap_or(0),
        loudness_lufs: encoding.loudness_lufs,
        true_peak_dbtp: encoding.true_peak_dbtp,
    }))
}

async fn may_play(connection: &mut Connection, release: &Release, track: &Track, by: ArtistId) -> QueryResult<bool> {
    if release.artist_id == by {
        return Ok(true);
    }
    let rights = entitlements::of_release_by_id(connection, release.id, Who::Anybody).await?;
    Ok(release.is_public() && rights.of(track.id).stream == Extent::Full)
}

/// The best that the decoder for live sources takes: the master itself where it is a stream, else the MP3 file.
fn source(master: &Master, encoding: uuid::Uuid) -> (Key, &'static str) {
    let content_type = match (master.extension.as_str(), master.codec.as_str()) {
        ("flac", _) => Some("audio/flac"),
        ("mp3", _) => Some("audio/mpeg"),
        ("ogg" | "opus", _) => Some("audio/ogg"),
        ("aac", _) => Some("audio/aac"),
        _ => None,
    };
    match content_type {
        Some(content_type) => {
            let (artist, ext) = (master.artist_id.0, master.extension.clone());
            (Key::Master { artist, master: master.id.0, ext }, content_type)
        }
        None => (Key::Encoding { encoding, path: "progressive.mp3".to_owned() }, "audio/mpeg"),
    }
}

fn artist_of(track: &Track, artist: &Artist) -> String {
    if track.artist_name.is_empty() { artist.name.clone() } else { track.artist_name.clone() }
}
