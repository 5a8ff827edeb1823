//! The link that lets others edit a playlist.

use actix_web::{HttpResponse, web};
use model::playlists::{self, Access};

use super::{owned, view};
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::views::playlist::PlaylistView;

/// Make a link that lets others edit a playlist, or a new one
#[utoipa::path(put, path = "/api/v1/playlists/{id}/invitation", tag = "playlists", params(("id" = String, Path)), responses(
    (status = 200, body = PlaylistView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn update(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let playlist = owned(&mut db, &caller, &id).await?;
    let changed = playlists::set_invitation(&mut db, playlist.id, true).await?;
    Ok(HttpResponse::Ok().json(view(&mut db, &caller.app, &changed, Access::Owns).await?))
}

/// Take the link away
#[utoipa::path(delete, path = "/api/v1/playlists/{id}/invitation", tag = "playlists", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let playlist = owned(&mut db, &caller, &id).await?;
    playlists::set_invitation(&mut db, playlist.id, false).await?;
    Ok(HttpResponse::NoContent().finish())
}
