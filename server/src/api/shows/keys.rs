//! Stream keys of a show.

use actix_web::{HttpResponse, web};
use model::stream_keys;
use serde::Deserialize;
use utoipa::ToSchema;

use super::own;
use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::show::{KeyList, KeyView};
use crate::studio::shows::keys::create::AT_MOST;

/// What a key is for.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct KeyBody {
    /// What its owner calls it.
    #[serde(default)]
    pub name: String,
}

/// The stream keys of a show, without their words
#[utoipa::path(get, path = "/api/v1/shows/{id}/keys", tag = "shows", params(("id" = String, Path), PagingParams),
    responses((status = 200, body = KeyList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, id: web::Path<String>, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    let (keys, next) = paging.part(stream_keys::of_show(&mut connection, show.id).await?);
    Ok(paging.answer(&KeyList { keys: keys.iter().map(KeyView::of).collect() }, next))
}

/// Make a stream key for a show
///
/// The key is shown this once.
#[utoipa::path(post, path = "/api/v1/shows/{id}/keys", tag = "shows", params(("id" = String, Path)), request_body = KeyBody,
    responses((status = 201, body = KeyView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<KeyBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, show) = own(&mut connection, &caller, &id).await?;
    if stream_keys::of_show(&mut connection, show.id).await?.len() >= AT_MOST {
        return Err(ApiError::field("name", "There are 50 keys already. Revoke those that nobody uses."));
    }
    let (key, word) = stream_keys::create(&mut connection, artist.id, Some(show.id), &body.name).await?;
    let view = KeyView { key: Some(word), ..KeyView::of(&key) };
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(view))
}

/// Revoke all stream keys of a show
#[utoipa::path(delete, path = "/api/v1/shows/{id}/keys", tag = "shows", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn delete_all(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    for key in stream_keys::of_show(&mut connection, show.id).await? {
        stream_keys::revoke(&mut connection, key.id).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Revoke a stream key of a show
#[utoipa::path(delete, path = "/api/v1/shows/{id}/keys/{key}", tag = "shows",
    params(("id" = String, Path), ("key" = String, Path, description = "the key's id")), responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (id, key) = path.into_inner();
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    let key = stream_keys::find(&mut connection, find::id(&key)?).await?;
    let key = key.filter(|key| key.show_id == Some(show.id)).ok_or_else(ApiError::not_found)?;
    stream_keys::revoke(&mut connection, key.id).await?;
    Ok(HttpResponse::NoContent().finish())
}
