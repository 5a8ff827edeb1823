//! Manifests over the rungs of an encoding, written when they are asked for: each listener gets the rungs and the segments he
//! is entitled to, and a rung that joins is there at the next reload.

use media::{Rendition, Rung, manifest};
use model::encodings;
use model::entitlements::Entitlement;
use model::ids::EncodingId;

use super::file::File;
use super::piece::Piece;
use crate::app::App;
use crate::error::PageError;

/// The manifest that `file` is, for somebody who may have so much; `None` for a file that lies in storage as it is.
///
/// # Errors
/// 404 when there is no such encoding; 500 when the database fails.
pub async fn write(
    app: &App,
    encoding: EncodingId,
    file: File,
    (entitled, piece): (Entitlement, &Piece),
) -> Result<Option<String>, PageError> {
    let only = match (file, entitled.limit_ms()) {
        (File::Hls | File::Dash, _) => None,
        (File::Playlist(rung), Some(_)) => Some(rung),
        _ => return Ok(None),
    };
    let mut connection = app.db().await?;
    let rows = encodings::renditions_of(&mut connection, &[encoding]).await?;
    drop(connection);
    let is_wanted =
        |rung: &str| only.map_or(entitled.lossless || rung != Rung::Flac.name(), |only| only.name() == rung);
    let mut rungs: Vec<Rendition> = rows
        .into_iter()
        .filter(|row| is_wanted(&row.rung))
        .map(|row| serde_json::from_value(row.segments))
        .collect::<Result<_, _>>()
        .map_err(PageError::internal)?;
    if let Some(ms) = entitled.limit_ms() {
        let segments = piece.segments_within(ms);
        rungs.iter_mut().for_each(|rung| rung.segments.truncate(segments));
    }
    rungs.sort_by_key(|rendition| rendition.rung);
    let first = rungs.first().ok_or_else(PageError::not_found)?;
    Ok(Some(match file {
        File::Hls => manifest::hls_master(&rungs),
        File::Dash => manifest::dash(&rungs),
        _ => manifest::hls_media(first),
    }))
}
