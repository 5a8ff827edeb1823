//! `POST /favourites`: keeps something, or lets go of it. Said twice it counts once.

use actix_web::HttpResponse;
use actix_web::http::header;
use model::Connection;
use model::entitlements;
use model::favourites::{self, Favourite};
use model::ids::{AccountId, ReleaseId};
use model::{artists, members, releases, tracks};
use serde::{Deserialize, Serialize};

use super::keep;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What to do with what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FavouriteForm {
    /// See [`keep::word`].
    about: String,
    /// `true` to keep it.
    on: bool,
    /// The page to come back to.
    back: String,
}

/// What a script is told.
#[derive(Debug, Serialize)]
struct Kept {
    on: bool,
}

/// Does it.
///
/// # Errors
/// 404 for what is not there for this account.
pub async fn create(visit: SignedIn, Form(form): Form<FavouriteForm>) -> Result<HttpResponse, PageError> {
    let what = keep::parse(&form.about).ok_or_else(PageError::not_found)?;
    let mut db = visit.db().await?;
    // What somebody may no longer see they may still let go of.
    if form.on && !is_seen(&mut db, visit.account.id, what).await? {
        return Err(PageError::not_found());
    }
    favourites::set(&mut db, visit.account.id, what, form.on).await?;
    let accept = visit.request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept == Some("application/json") {
        return Ok(HttpResponse::Ok().json(Kept { on: form.on }));
    }
    Ok(visit.redirect(next::local(&form.back, urls::library::LIBRARY)))
}

/// Whether something is there for an account.
///
/// # Errors
/// When the database fails.
pub async fn is_seen(db: &mut Connection, account: AccountId, what: Favourite) -> diesel::QueryResult<bool> {
    match what {
        Favourite::Artist(artist) => match artists::find(db, artist).await? {
            Some(artist) if artist.suspended_at.is_none() => Ok(true),
            Some(artist) => Ok(members::role(db, artist.id, account).await?.is_some()),
            None => Ok(false),
        },
        Favourite::Release(release) => is_release_seen(db, account, release).await,
        Favourite::Track(track) => match tracks::find(db, track).await? {
            Some(track) => is_release_seen(db, account, track.release_id).await,
            None => Ok(false),
        },
    }
}

async fn is_release_seen(db: &mut Connection, account: AccountId, release: ReleaseId) -> diesel::QueryResult<bool> {
    let Some(release) = releases::find(db, release).await? else { return Ok(false) };
    let Some(artist) = artists::find(db, release.artist_id).await? else { return Ok(false) };
    Ok(!entitlements::seen(db, Some(account), vec![(&artist, &release)]).await?.is_empty())
}
