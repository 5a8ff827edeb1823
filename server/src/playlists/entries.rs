//! `POST /playlists/{id}/entries`: adds tracks to a playlist, at its end.

use actix_web::{HttpResponse, web};
use model::ids::TrackId;
use model::playlists;
use serde::Deserialize;

use super::error::is_for_people;
use super::find;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The most tracks of one form.
const MOST: usize = 1_000;

/// What is added.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EntriesForm {
    /// Ids of tracks with spaces between.
    tracks: String,
    /// The page to come back to.
    back: String,
}

/// Adds them.
///
/// # Errors
/// 404 for what is not there for this account, 403 for what they may only read.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<EntriesForm>,
) -> Result<HttpResponse, PageError> {
    let tracks = ids(&form.tracks);
    let mut db = visit.db().await?;
    let (playlist, _) = find::edited(&mut db, &visit, &id).await?;
    let page = urls::library::playlist(playlist.id.0);
    let back = next::local(&form.back, &page);
    if tracks.is_empty() {
        return Ok(visit.redirect_warning(back, "There was nothing to add. Choose a track first."));
    }
    match playlists::add(&mut db, playlist.id, visit.account.id, &tracks, None).await {
        Ok(_) => Ok(visit.redirect_saying(back, &added(tracks.len(), &playlist.title))),
        Err(error) if is_for_people(&error) => Ok(visit.redirect_warning(back, &error.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// Ids as forms name them, with spaces between; what is none is passed over.
#[must_use]
pub fn ids(typed: &str) -> Vec<TrackId> {
    typed.split_whitespace().filter_map(|id| id.parse().ok()).take(MOST).collect()
}

fn added(tracks: usize, playlist: &str) -> String {
    let what = if tracks == 1 { "The track is".to_owned() } else { format!("{tracks} tracks are") };
    format!("{what} in “{playlist}” now.")
}
