//! The texts of notes. Everything that somebody typed is escaped here.

use model::releases::ReleaseKind;
use urls::absolute;

use crate::facts::{ReleaseFacts, TrackFacts};
use crate::objects::hashtags::Hashtag;
use crate::objects::html::{escape, link};
use crate::objects::time::{clock, roughly};

/// The most tracks of a list.
const LISTED: usize = 20;

/// What a release is, its tracks, where it is heard, its hashtags.
pub(super) fn of_release(release: &ReleaseFacts, hashtags: &[Hashtag]) -> String {
    let mut parts = vec![format!("<strong>{}</strong> — {}.", escape(&release.title), what(release))];
    if release.tracks.len() > 1 {
        parts.push(list(&release.tracks));
    }
    let verb = if release.price.is_some() { "Listen or buy" } else { "Listen and download" };
    let licence = release.licence.filter(|licence| licence.url.is_some());
    let licence = licence.map(|licence| format!(" ({})", escape(licence.name))).unwrap_or_default();
    parts.push(format!("{verb}{licence}: {}", link(&absolute(&release.base, &release.page), "")));
    if !hashtags.is_empty() {
        parts.push(hashtags.iter().map(Hashtag::link).collect::<Vec<_>>().join(" "));
    }
    paragraphs(&parts)
}

/// What a track is and where it is heard.
pub(super) fn of_track(release: &ReleaseFacts, track: &TrackFacts) -> String {
    let title = escape(&track.title);
    let by = if track.artist.is_empty() { String::new() } else { format!(" by {}", escape(&track.artist)) };
    let of = format!("track {} of {}", track.position, escape(&release.title));
    paragraphs(&[
        format!("<strong>{title}</strong>{by} — {of}, {}.", clock(track.duration_ms)),
        format!("Listen: {}", link(&absolute(&release.base, &track.page), "")),
    ])
}

/// "new EP, 4 tracks, 17 min".
fn what(release: &ReleaseFacts) -> String {
    let kind = match release.kind {
        ReleaseKind::Ep => "EP".to_owned(),
        kind => kind.name().to_lowercase(),
    };
    let tracks = match release.tracks.len() {
        1 => "1 track".to_owned(),
        count => format!("{count} tracks"),
    };
    format!("new {kind}, {tracks}, {}", roughly(release.duration_ms()))
}

/// "1. Harbour 3:33", a line each.
fn list(tracks: &[TrackFacts]) -> String {
    let line = |track: &TrackFacts| {
        let by = if track.artist.is_empty() { String::new() } else { format!("{} – ", escape(&track.artist)) };
        format!("{}. {by}{} {}", track.position, escape(&track.title), clock(track.duration_ms))
    };
    let mut lines: Vec<String> = tracks.iter().take(LISTED).map(line).collect();
    if let Some(more) = tracks.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    lines.join("<br>")
}

fn paragraphs(parts: &[String]) -> String {
    parts.iter().map(|part| format!("<p>{part}</p>")).collect()
}
