//! Tracks: a file becomes one, reading, changing, removing, and a better file for one.

pub mod upload;

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::tracks::fields::TrackInput;
use model::{credits, tracks};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::{Caller, Reader};
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::releases::credit_pairs;
use crate::api::views::release::CreditView;
use crate::api::views::track::{TrackView, views};
use crate::uploads::remove::remove_file;

/// The fields of a track. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "the fields are those of the track; those that are not say what they are")]
pub struct TrackBody {
    pub title: Option<String>,
    /// Empty where the release's artist made it.
    pub artist_name: Option<String>,
    /// With or without hyphens.
    pub isrc: Option<String>,
    pub explicit: Option<bool>,
    pub lyrics: Option<String>,
    /// LRC: each line starts with its moment, as in `[01:23.45]`.
    pub lyrics_synced: Option<String>,
    /// Where it stands on the release, from 1; the others make way.
    pub position: Option<usize>,
    /// Replaces the track's credits.
    pub credits: Option<Vec<CreditView>>,
}

/// A track: its state, its facts, and where it plays
#[utoipa::path(get, path = "/api/v1/tracks/{id}", tag = "tracks", params(("id" = String, Path)),
    responses((status = 200, body = TrackView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(reader: Reader, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = reader.db().await?;
    let (seen, track) = find::seen_track(&mut connection, reader.account.as_ref(), &id).await?;
    let view = views(&mut connection, &reader.app, &seen, &[track]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(view))
}

/// Change a track
#[utoipa::path(patch, path = "/api/v1/tracks/{id}", tag = "tracks", params(("id" = String, Path)), request_body = TrackBody,
    responses((status = 200, body = TrackView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<TrackBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (seen, track) = find::own_track(&mut connection, &caller.account, &id).await?;
    let input = TrackInput {
        title: body.title,
        artist_name: body.artist_name,
        isrc: body.isrc,
        explicit: body.explicit,
        lyrics: body.lyrics,
        lyrics_synced: body.lyrics_synced,
        ..TrackInput::default()
    };
    let changes = input.check().map_err(|errors| ApiError::invalid(&errors))?;
    let track = connection
        .transaction(async |connection| {
            if let Some(credits) = &body.credits {
                credits::replace(connection, track.release_id, Some(track.id), &credit_pairs(credits)).await?;
            }
            if let Some(position) = body.position {
                tracks::move_to(connection, &track, position).await?;
            }
            Ok::<_, ApiError>(tracks::update(connection, track.id, &changes).await?)
        })
        .await?;
    let view = views(&mut connection, &caller.app, &seen, &[track]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(view))
}

/// Remove a track
#[utoipa::path(delete, path = "/api/v1/tracks/{id}", tag = "tracks", params(("id" = String, Path)), responses((status = 204)))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, track) = find::own_track(&mut connection, &caller.account, &id).await?;
    ApiError::if_sold(&mut connection, track.release_id).await?;
    connection.transaction(async |connection| tracks::remove(connection, &track).await).await?;
    if let Some(upload) = track.upload_id {
        remove_file(&caller.app, upload).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
