//! Manifests over the rungs of an encoding, written when they are asked for: each listener gets those he is entitled to, and a
//! rung that joins is there at the next reload.

use media::{Rendition, Rung, manifest};
use model::encodings;
use model::ids::EncodingId;

use crate::app::App;
use crate::error::PageError;

/// The HLS playlist over the rungs.
pub const HLS: &str = "master.m3u8";
/// The DASH manifest.
pub const DASH: &str = "manifest.mpd";

/// Whether a path in an encoding is that of a manifest.
#[must_use]
pub fn is_one(path: &str) -> bool {
    matches!(path, HLS | DASH)
}

/// The manifest at `path`, with the lossless rung or without it.
///
/// # Errors
/// 404 when there is no such encoding; 500 when the database fails.
pub async fn write(app: &App, encoding: EncodingId, path: &str, lossless: bool) -> Result<String, PageError> {
    let mut connection = app.db().await?;
    let rows = encodings::renditions_of(&mut connection, &[encoding]).await?;
    drop(connection);
    let mut rungs: Vec<Rendition> = rows
        .into_iter()
        .filter(|row| lossless || row.rung != Rung::Flac.name())
        .map(|row| serde_json::from_value(row.segments))
        .collect::<Result<_, _>>()
        .map_err(PageError::internal)?;
    if rungs.is_empty() {
        return Err(PageError::not_found());
    }
    rungs.sort_by_key(|rendition| rendition.rung);
    Ok(if path == HLS { manifest::hls_master(&rungs) } else { manifest::dash(&rungs) })
}
