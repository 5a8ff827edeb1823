//! Playlists: the account's own and those it edits, one, a new one, changes.

pub mod entries;
pub mod invitation;

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use model::Connection;
use model::ids::{PlaylistId, TrackId};
use model::playlists::{self, Access, Playlist, PlaylistError, Visibility, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::body::Body;
use crate::api::caller::{Caller, Reader};
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams};
use crate::api::views::playlist::PlaylistView;
use crate::app::App;

/// The fields of a playlist. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct PlaylistBody {
    /// Its title, at most 200 characters.
    pub title: Option<String>,
    /// What it is about, at most 2,000 characters.
    pub about: Option<String>,
    /// `private` (if left out), `unlisted` or `public`.
    pub visibility: Option<String>,
    /// Ids of the tracks a new one begins with.
    pub tracks: Option<Vec<Uuid>>,
}

/// A list of playlists.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaylistList {
    /// Last changed first.
    pub playlists: Vec<PlaylistView>,
}

impl PlaylistBody {
    /// As the model takes it, on top of what there is.
    fn words(&self, present: Option<&Playlist>) -> Result<Words, ApiError> {
        let visibility = match &self.visibility {
            Some(word) => {
                let wrong = || ApiError::field("visibility", "Choose one of: private, unlisted, public.");
                word.parse().map_err(|_| wrong())?
            }
            None => present.map_or(Visibility::Private, |present| present.visibility),
        };
        let or = |new: &Option<String>, old: Option<&String>| new.clone().or_else(|| old.cloned()).unwrap_or_default();
        Ok(Words {
            title: or(&self.title, present.map(|present| &present.title)),
            about: or(&self.about, present.map(|present| &present.about)),
            visibility,
        })
    }
}

/// The playlists you own or edit
#[utoipa::path(get, path = "/api/v1/playlists", tag = "playlists", params(PagingParams), responses(
    (status = 200, body = PlaylistList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, paging: Paging<PlaylistId>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let mut all = playlists::of_account(&mut db, caller.account.id).await?;
    if let Some(before) = paging.before {
        let seen = all.iter().position(|(playlist, _)| playlist.id == before).map_or(all.len(), |index| index + 1);
        all.drain(..seen);
    }
    let (part, next) = paging.cut(all, |(playlist, _)| playlist.id);
    let ids: Vec<PlaylistId> = part.iter().map(|(playlist, _)| playlist.id).collect();
    let mut summaries = playlists::summaries(&mut db, &ids).await?;
    let view = |(playlist, access): &(Playlist, Access)| {
        PlaylistView::of(&caller.app, playlist, *access, summaries.remove(&playlist.id).unwrap_or_default())
    };
    Ok(paging.answer(&PlaylistList { playlists: part.iter().map(view).collect() }, next))
}

/// Make a playlist
#[utoipa::path(post, path = "/api/v1/playlists", tag = "playlists", request_body = PlaylistBody, responses(
    (status = 201, body = PlaylistView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, Body(body): Body<PlaylistBody>) -> Result<HttpResponse, ApiError> {
    let words = body.words(None)?;
    let tracks: Vec<TrackId> = body.tracks.unwrap_or_default().into_iter().map(TrackId).collect();
    let owner = caller.account.id;
    let mut db = caller.db().await?;
    let made = db
        .transaction(async |db| {
            let playlist = playlists::create(db, owner, &words).await?;
            match tracks.as_slice() {
                [] => Ok(playlist),
                tracks => Ok(playlists::add(db, playlist.id, owner, tracks, None).await?.0),
            }
        })
        .await
        .map_err(|error: PlaylistError| ApiError::from(error))?;
    let view = view(&mut db, &caller.app, &made, Access::Owns).await?;
    Ok(HttpResponse::Created().insert_header(("location", format!("/api/v1/playlists/{}", made.id))).json(view))
}

/// A playlist
#[utoipa::path(get, path = "/api/v1/playlists/{id}", tag = "playlists", params(("id" = String, Path)), responses(
    (status = 200, body = PlaylistView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(reader: Reader, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut db = reader.db().await?;
    let viewer = reader.account.as_ref().map(|account| account.id);
    let found = playlists::find(&mut db, find::id(&id)?, viewer, None).await?;
    let (playlist, access) = found.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(view(&mut db, &reader.app, &playlist, access).await?))
}

/// Change a playlist's title, description or visibility
#[utoipa::path(patch, path = "/api/v1/playlists/{id}", tag = "playlists", params(("id" = String, Path)), request_body = PlaylistBody,
    responses((status = 200, body = PlaylistView), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<PlaylistBody>,
) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let playlist = owned(&mut db, &caller, &id).await?;
    if body.tracks.is_some() {
        return Err(ApiError::field("tracks", "Change the tracks at /api/v1/playlists/{id}/entries."));
    }
    let changed = playlists::update(&mut db, playlist.id, &body.words(Some(&playlist))?).await?;
    Ok(HttpResponse::Ok().json(view(&mut db, &caller.app, &changed, Access::Owns).await?))
}

/// Delete a playlist
#[utoipa::path(delete, path = "/api/v1/playlists/{id}", tag = "playlists", params(("id" = String, Path)), responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let playlist = owned(&mut db, &caller, &id).await?;
    playlists::delete(&mut db, playlist.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A playlist of the caller's own.
async fn owned(db: &mut Connection, caller: &Caller, id: &str) -> Result<Playlist, ApiError> {
    let found = playlists::find(db, find::id(id)?, Some(caller.account.id), None).await?;
    found.filter(|(_, access)| access.owns()).map(|(playlist, _)| playlist).ok_or_else(ApiError::not_found)
}

/// A playlist the caller may edit.
async fn edited(db: &mut Connection, caller: &Caller, id: &str) -> Result<(Playlist, Access), ApiError> {
    let found = playlists::find(db, find::id(id)?, Some(caller.account.id), None).await?;
    found.filter(|(_, access)| access.edits()).ok_or_else(ApiError::not_found)
}

async fn view(db: &mut Connection, app: &App, playlist: &Playlist, access: Access) -> Result<PlaylistView, ApiError> {
    let summary = playlists::summaries(db, &[playlist.id]).await?.remove(&playlist.id).unwrap_or_default();
    Ok(PlaylistView::of(app, playlist, access, summary))
}
