//! The entries of a playlist: listed, added, replaced, moved, removed. Each is named by its id, so that two who edit at once lose
//! nothing.

use actix_web::{HttpResponse, web};
use model::ids::{PlaylistEntryId, TrackId};
use model::playlists;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{edited, view};
use crate::api::body::Body;
use crate::api::caller::{Caller, Reader};
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams};
use crate::api::views::playlist::{EntryView, PlaylistView};

/// Tracks for a playlist.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct EntriesBody {
    /// Ids of tracks, in order; one may come more than once.
    pub tracks: Vec<Uuid>,
    /// The entry they go behind; the end if left out.
    pub after: Option<Uuid>,
}

/// Where an entry goes.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct MoveBody {
    /// The entry it goes behind; the beginning for null.
    pub after: Option<Uuid>,
}

/// What stands in a playlist.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryList {
    /// In order; only tracks you may see.
    pub entries: Vec<EntryView>,
}

/// The entries of a playlist
#[utoipa::path(get, path = "/api/v1/playlists/{id}/entries", tag = "playlists", params(("id" = String, Path), PagingParams), responses(
    (status = 200, body = EntryList), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(reader: Reader, id: web::Path<String>, paging: Paging<i32>) -> Result<HttpResponse, ApiError> {
    let mut db = reader.db().await?;
    let viewer = reader.account.as_ref().map(|account| account.id);
    let found = playlists::find(&mut db, find::id(&id)?, viewer, None).await?;
    let (playlist, _) = found.ok_or_else(ApiError::not_found)?;
    let from = paging.before.unwrap_or(0).max(0).saturating_add(1);
    let listed = playlists::part_for(&mut db, playlist.id, viewer, (from, paging.limit)).await?;
    // Hidden ones make a part shorter: where it ends is counted in positions.
    let last = i64::from(from) + paging.limit - 1;
    let goes_on = last < playlists::count(&mut db, playlist.id).await?;
    let entries =
        listed.iter().map(|one| EntryView::of(&reader.app, &one.entry, (&one.artist, &one.release, &one.track)));
    let next = i32::try_from(last).ok().filter(|_| goes_on);
    Ok(paging.answer(&EntryList { entries: entries.collect() }, next))
}

/// Add tracks to a playlist
#[utoipa::path(post, path = "/api/v1/playlists/{id}/entries", tag = "playlists", params(("id" = String, Path)), request_body = EntriesBody,
    responses((status = 201, body = EntryList), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<EntriesBody>,
) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let (playlist, _) = edited(&mut db, &caller, &id).await?;
    let account = caller.account.id;
    let behind = body.after.map(PlaylistEntryId);
    let (_, added) = playlists::add(&mut db, playlist.id, account, &tracks(&body), behind).await?;
    let listed = playlists::entries_for(&mut db, playlist.id, Some(account)).await?;
    let is_added = |one: &&playlists::Listed| added.iter().any(|entry| entry.id == one.entry.id);
    let entries = listed.iter().filter(is_added);
    let entries =
        entries.map(|one| EntryView::of(&caller.app, &one.entry, (&one.artist, &one.release, &one.track))).collect();
    Ok(HttpResponse::Created().json(EntryList { entries }))
}

/// Make these tracks the whole playlist
///
/// An entry whose track stays keeps its id.
#[utoipa::path(put, path = "/api/v1/playlists/{id}/entries", tag = "playlists", params(("id" = String, Path)), request_body = EntriesBody,
    responses((status = 200, body = PlaylistView), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<EntriesBody>,
) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let (playlist, access) = edited(&mut db, &caller, &id).await?;
    let changed = playlists::replace(&mut db, playlist.id, caller.account.id, &tracks(&body)).await?;
    Ok(HttpResponse::Ok().json(view(&mut db, &caller.app, &changed, access).await?))
}

/// Move an entry of a playlist
///
/// 409 when somebody removed it meanwhile.
#[utoipa::path(patch, path = "/api/v1/playlists/{id}/entries/{entry}", tag = "playlists", params(("id" = String, Path),
    ("entry" = String, Path)), request_body = MoveBody, responses((status = 200, body = PlaylistView),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn relocate(
    caller: Caller,
    path: web::Path<(String, String)>,
    Body(body): Body<MoveBody>,
) -> Result<HttpResponse, ApiError> {
    let (id, entry) = path.into_inner();
    let mut db = caller.db().await?;
    let (playlist, access) = edited(&mut db, &caller, &id).await?;
    let behind = body.after.map(PlaylistEntryId);
    let changed = playlists::move_entry(&mut db, playlist.id, find::id(&entry)?, behind).await?;
    Ok(HttpResponse::Ok().json(view(&mut db, &caller.app, &changed, access).await?))
}

/// Remove an entry of a playlist
///
/// One that is gone already counts as removed.
#[utoipa::path(delete, path = "/api/v1/playlists/{id}/entries/{entry}", tag = "playlists", params(("id" = String, Path),
    ("entry" = String, Path)), responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (id, entry) = path.into_inner();
    let mut db = caller.db().await?;
    let (playlist, _) = edited(&mut db, &caller, &id).await?;
    playlists::remove(&mut db, playlist.id, &[find::id(&entry)?]).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn tracks(body: &EntriesBody) -> Vec<TrackId> {
    body.tracks.iter().copied().map(TrackId).collect()
}
