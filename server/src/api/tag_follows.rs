//! Tags that the account follows.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::tag_follows::{self, TagFollowError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};

/// The tags that the account follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagFollowList {
    /// By name.
    pub tags: Vec<TagFollowView>,
}

/// A tag that the account follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagFollowView {
    /// In lower case.
    pub tag: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// The tags you follow
#[utoipa::path(get, path = "/api/v1/tag-follows", tag = "discovery", params(PagingParams), responses(
    (status = 200, body = TagFollowList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let (found, next) = paging.part(tag_follows::of(&mut *caller.db().await?, caller.account.id).await?);
    let tags =
        found.into_iter().map(|follow| TagFollowView { tag: follow.tag, created_at: follow.created_at }).collect();
    Ok(paging.answer(&TagFollowList { tags }, next))
}

/// Follow a tag
///
/// What has it comes into your feed. Nobody else sees which tags you follow.
#[utoipa::path(put, path = "/api/v1/tag-follows/{tag}", tag = "discovery", params(("tag" = String, Path)),
    responses((status = 204), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(caller: Caller, tag: web::Path<String>) -> Result<HttpResponse, ApiError> {
    set(&caller, &tag, true).await
}

/// Unfollow a tag
#[utoipa::path(delete, path = "/api/v1/tag-follows/{tag}", tag = "discovery", params(("tag" = String, Path)),
    responses((status = 204), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, tag: web::Path<String>) -> Result<HttpResponse, ApiError> {
    set(&caller, &tag, false).await
}

async fn set(caller: &Caller, tag: &str, on: bool) -> Result<HttpResponse, ApiError> {
    match tag_follows::set(&mut *caller.db().await?, caller.account.id, tag, on).await {
        Ok(()) => Ok(HttpResponse::NoContent().finish()),
        Err(TagFollowError::Database(error)) => Err(error.into()),
        Err(words) => Err(ApiError::field("tag", &words.to_string())),
    }
}
