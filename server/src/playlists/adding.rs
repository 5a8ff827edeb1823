//! `GET /library/playlists/adding?track=` or `?release=`: which playlist something goes into.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::{PlaylistId, ReleaseId, TrackId};
use model::{Pooled, entitlements, playlists, releases, tracks};
use serde::Deserialize;
use uuid::Uuid;

use super::card::{Known, PlaylistCard};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    track: Option<Uuid>,
    release: Option<Uuid>,
}

/// The page.
#[derive(Template)]
#[template(path = "playlists/adding.html")]
pub struct AddingPage {
    /// The common part.
    pub page: Page,
    /// What is added: "Salt Hands", "the 9 tracks of Low Water".
    pub what: String,
    /// The tracks: ids with spaces between.
    pub tracks: String,
    /// The page to come back to.
    pub back: String,
    /// Where each playlist takes them, and the playlist.
    pub choices: Vec<(String, PlaylistCard)>,
    /// The form of a new playlist.
    pub new: String,
}

/// Shows the choice.
///
/// # Errors
/// 404 for what is not there for this account.
pub async fn show(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (what, ids) = chosen(&mut db, &visit, &asked).await?;
    let all = playlists::of_account(&mut db, visit.account.id).await?;
    let of: Vec<PlaylistId> = all.iter().map(|(playlist, _)| playlist.id).collect();
    let known = Known::load(&mut db, &of).await?;
    drop(db);
    let choice = |(playlist, access): &(playlists::Playlist, playlists::Access)| {
        (urls::library::playlist_part(playlist.id.0, "entries"), known.card(playlist, access.owns()))
    };
    let tracks = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let back = came_from(&visit);
    let new = urls::library::NEW_PLAYLIST;
    render(&AddingPage {
        page: visit.page("Add to a playlist").hidden(),
        what,
        new: format!("{new}?tracks={}&back={}", urls::encode(&tracks), urls::encode(&back)),
        tracks,
        back,
        choices: all.iter().map(choice).collect(),
    })
}

/// What is added, in words, and its tracks.
async fn chosen(db: &mut Pooled, visit: &SignedIn, asked: &Asked) -> Result<(String, Vec<TrackId>), PageError> {
    let (release, track) = match (asked.track, asked.release) {
        (Some(track), _) => {
            let track = tracks::find(db, TrackId(track)).await?.ok_or_else(PageError::not_found)?;
            (track.release_id, Some(track))
        }
        (None, Some(release)) => (ReleaseId(release), None),
        (None, None) => return Err(PageError::not_found()),
    };
    let release = releases::find(db, release).await?.ok_or_else(PageError::not_found)?;
    let artist = model::artists::find(db, release.artist_id).await?.ok_or_else(PageError::not_found)?;
    if entitlements::seen(db, Some(visit.account.id), vec![(&artist, &release)]).await?.is_empty() {
        return Err(PageError::not_found());
    }
    if let Some(track) = track {
        return Ok((track.title, vec![track.id]));
    }
    let all = tracks::of_release(db, release.id).await?;
    let playing: Vec<TrackId> = all.iter().filter(|track| track.encoding_id.is_some()).map(|track| track.id).collect();
    let what = match playing.len() {
        1 => format!("the track of {}", release.title),
        count => format!("the {count} tracks of {}", release.title),
    };
    Ok((what, playing))
}

/// The page of this site that led here; else the playlists.
fn came_from(visit: &SignedIn) -> String {
    let header = |name| visit.request.headers().get(name).and_then(|value| value.to_str().ok());
    let before = header(header::REFERER).and_then(|address| address.split_once("://")?.1.split_once('/'));
    match before {
        Some((host, path)) if Some(host) == header(header::HOST) && !path.starts_with("library/playlists/adding") => {
            format!("/{path}")
        }
        _ => urls::library::PLAYLISTS.to_owned(),
    }
}
