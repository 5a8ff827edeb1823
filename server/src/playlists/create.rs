//! `POST /library/playlists`: makes a playlist, with tracks in it where some were chosen.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use model::playlists::{self, PlaylistError};

use super::entries;
use super::error::is_for_people;
use super::form::{PlaylistForm, Wrong};
use super::new;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Makes it.
///
/// # Errors
/// 422 and the form again for words that will not do.
pub async fn create(visit: SignedIn, Form(form): Form<PlaylistForm>) -> Result<HttpResponse, PageError> {
    let account = visit.account.id;
    let tracks = entries::ids(&form.tracks);
    let mut db = visit.db().await?;
    let made = db
        .transaction(async |db| {
            let playlist = playlists::create(db, account, &form.words()).await?;
            if !tracks.is_empty() {
                playlists::add(db, playlist.id, account, &tracks, None).await?;
            }
            Ok::<_, PlaylistError>(playlist)
        })
        .await;
    drop(db);
    match made {
        Ok(playlist) => {
            let page = urls::library::playlist(playlist.id.0);
            let words = format!("“{}” is there.", playlist.title);
            Ok(visit.redirect_saying(next::local(&form.back, &page), &words))
        }
        Err(error) if is_for_people(&error) => new::refused(&visit, form, Wrong::of(&error)),
        Err(error) => Err(error.into()),
    }
}
