//! What search engines read of a playlist, in the words of schema.org.

use serde_json::json;

use super::board::Board;
use crate::app::App;
use crate::error::PageError;
use crate::shows::structured::script;

/// JSON-LD of a playlist, as far as its page shows it.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn playlist(app: &App, board: &Board) -> Result<String, PageError> {
    let page = urls::absolute(&app.base_url, &board.href);
    let tracks: Vec<_> = board
        .entries
        .iter()
        .map(|entry| {
            json!({
                "@type": "MusicRecording",
                "name": entry.line.row.title,
                "url": urls::absolute(&app.base_url, &entry.line.row.href),
                "byArtist": { "@type": "MusicGroup", "name": entry.line.by },
            })
        })
        .collect();
    script(&json!({
        "@context": "https://schema.org",
        "@type": "MusicPlaylist",
        "@id": page,
        "url": page,
        "name": board.title,
        "author": { "@type": "Person", "name": board.owner },
        "numTracks": tracks.len(),
        "track": tracks,
    }))
}
