//! What the account keeps: tracks, releases, artists. Nobody else sees it.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::favourites::{self, Favourite};
use model::ids::FavouriteId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams};
use crate::api::views::artist::ArtistMention;
use crate::api::views::playlist::TrackMention;
use crate::api::views::release::ReleaseSummary;
use crate::favourites::create::is_seen;

/// Tracks that are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteTracks {
    /// Newest first.
    pub tracks: Vec<FavouriteTrack>,
}

/// A track that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteTrack {
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The track.
    pub track: TrackMention,
}

/// Releases that are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteReleases {
    /// Newest first.
    pub releases: Vec<FavouriteRelease>,
}

/// A release that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteRelease {
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The release.
    pub release: ReleaseSummary,
}

/// Artists that are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteArtists {
    /// Newest first.
    pub artists: Vec<FavouriteArtist>,
}

/// An artist that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteArtist {
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The artist.
    pub artist: ArtistMention,
}

/// The tracks you keep
#[utoipa::path(get, path = "/api/v1/library/favourites/tracks", tag = "library", params(PagingParams), responses(
    (status = 200, body = FavouriteTracks), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn tracks(caller: Caller, paging: Paging<FavouriteId>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let part = favourites::list_tracks(&mut db, caller.account.id, paging.before, paging.limit).await?;
    let view = |kept: &favourites::Kept<_>| {
        let (artist, release, track) = &kept.what;
        FavouriteTrack { created_at: kept.created_at, track: TrackMention::of(&caller.app, (artist, release, track)) }
    };
    Ok(paging.answer(&FavouriteTracks { tracks: part.kept.iter().map(view).collect() }, part.before))
}

/// The releases you keep
#[utoipa::path(get, path = "/api/v1/library/favourites/releases", tag = "library", params(PagingParams), responses(
    (status = 200, body = FavouriteReleases), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn releases(caller: Caller, paging: Paging<FavouriteId>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let part = favourites::list_releases(&mut db, caller.account.id, paging.before, paging.limit).await?;
    let view = |kept: &favourites::Kept<_>| {
        let (artist, release) = &kept.what;
        FavouriteRelease { created_at: kept.created_at, release: ReleaseSummary::of(&caller.app, artist, release) }
    };
    Ok(paging.answer(&FavouriteReleases { releases: part.kept.iter().map(view).collect() }, part.before))
}

/// The artists you keep
#[utoipa::path(get, path = "/api/v1/library/favourites/artists", tag = "library", params(PagingParams), responses(
    (status = 200, body = FavouriteArtists), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn artists(caller: Caller, paging: Paging<FavouriteId>) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let part = favourites::list_artists(&mut db, caller.account.id, paging.before, paging.limit).await?;
    let view = |kept: &favourites::Kept<model::artists::Artist>| FavouriteArtist {
        created_at: kept.created_at,
        artist: (&kept.what).into(),
    };
    Ok(paging.answer(&FavouriteArtists { artists: part.kept.iter().map(view).collect() }, part.before))
}

/// Keep something
///
/// Said twice it counts once.
#[utoipa::path(put, path = "/api/v1/library/favourites/{kind}/{id}", tag = "library", params(
    ("kind" = String, Path, description = "`tracks`, `releases` or `artists`"), ("id" = String, Path)), responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn update(caller: Caller, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let what = named(&path)?;
    let mut db = caller.db().await?;
    if !is_seen(&mut db, caller.account.id, what).await? {
        return Err(ApiError::not_found());
    }
    favourites::set(&mut db, caller.account.id, what, true).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Let go of something
#[utoipa::path(delete, path = "/api/v1/library/favourites/{kind}/{id}", tag = "library", params(
    ("kind" = String, Path, description = "`tracks`, `releases` or `artists`"), ("id" = String, Path)), responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let what = named(&path)?;
    favourites::set(&mut *caller.db().await?, caller.account.id, what, false).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn named((kind, id): &(String, String)) -> Result<Favourite, ApiError> {
    match kind.as_str() {
        "artists" => find::id(id).map(Favourite::Artist),
        "releases" => find::id(id).map(Favourite::Release),
        "tracks" => find::id(id).map(Favourite::Track),
        _ => Err(ApiError::not_found()),
    }
}
