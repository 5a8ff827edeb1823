//! `GET /@{artist}/{release}/{track}/transcript.vtt` and `.txt`: the words of a song, with times and without.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::{lrc, tracks};

use crate::app::App;
use crate::error::PageError;

/// How long the last line stays, where the track's length is not known.
const LAST_MS: u64 = 10_000;

/// Gives them.
///
/// # Errors
/// 404 for a track that is not public, or has no such words.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (handle, release, slug, ending) = path.into_inner();
    let mut db = app.db().await?;
    let found = model::releases::public_by_path(&mut db, &handle, &release).await?;
    let (_, release) = found.ok_or_else(PageError::not_found)?;
    let all = tracks::of_release(&mut db, release.id).await?;
    let track = all.into_iter().find(|track| track.slug == slug).ok_or_else(PageError::not_found)?;
    drop(db);
    let (kind, text) = match ending.as_str() {
        "vtt" => ("text/vtt; charset=utf-8", vtt(&lrc::parse(&track.lyrics_synced).unwrap_or_default())),
        "txt" => ("text/plain; charset=utf-8", lrc::words(&track.lyrics, &track.lyrics_synced)),
        _ => return Err(PageError::not_found()),
    };
    if text.is_empty() {
        return Err(PageError::not_found());
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(text))
}

/// Lines with their moments as WebVTT; empty for none.
fn vtt(lines: &[lrc::Line]) -> String {
    let cue = |(n, line): (usize, &lrc::Line)| {
        let ends = lines.get(n + 1).map_or(line.at_ms + LAST_MS, |next| next.at_ms);
        let text = line.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let shown = !text.trim().is_empty() && ends > line.at_ms;
        shown.then(|| format!("{} --> {}\n{text}\n\n", clock(line.at_ms), clock(ends)))
    };
    let cues: String = lines.iter().enumerate().filter_map(cue).collect();
    if cues.is_empty() { cues } else { format!("WEBVTT\n\n{cues}") }
}

fn clock(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_until_the_next() {
        let lines = lrc::parse("[00:01.50]Salt <hands>\n[00:04.00]\n[01:00:00]").unwrap_or_default();
        assert!(vtt(&lines).starts_with("WEBVTT\n\n00:00:01.500 --> 00:00:04.000\nSalt &lt;hands&gt;\n\n"));
        assert_eq!(vtt(&[]), "");
    }
}
