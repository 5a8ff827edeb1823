//! A release's publication: now or at an hour, and taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncConnection;
use model::releases::publication::{self, PublicationError};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::{Caller, Via};
use crate::api::error::{ApiError, Problem};
use crate::api::find::{self, Seen};
use crate::api::views::release::{MissingView, ReleaseView};
use crate::error::PageError;

/// When, and under which terms.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct PublicationBody {
    /// RFC 3339, as in `2026-12-01T18:00:00+01:00`; now if left out or past.
    pub at: Option<DateTime<Utc>>,
    /// The version of the terms you accept. Left out, publishing with an API token accepts the current ones.
    pub accept_terms: Option<i32>,
}

/// Publish a release, now or at an hour
///
/// Each publication accepts the instance's terms. Publishing with an API token counts as accepting the current ones; name the
/// version in `accept_terms` to accept just that one, and get a 409 when there are newer ones. What is missing is a 422 with
/// `missing`. A release that is published already stays as it is.
#[utoipa::path(put, path = "/api/v1/releases/{id}/publication", tag = "publication", params(("id" = String, Path)),
    request_body = PublicationBody, responses((status = 200, body = ReleaseView),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<PublicationBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, release) = find::own_release(&mut connection, &caller.account, &id).await?;
    let version = match (body.accept_terms, caller.via) {
        (Some(version), _) => version,
        (None, Via::Token) => publication::current_terms(&mut connection).await?.0,
        (None, Via::Session) => return Err(ApiError::field("accept_terms", "Read and accept the terms.")),
    };
    let account = caller.account.id;
    let published = connection
        .transaction(async |connection| publication::publish(connection, release.id, account, version, body.at).await)
        .await;
    let release = match published {
        Ok(release) => release,
        Err(PublicationError::AlreadyPublished) => release,
        Err(error) => return Err(error.into()),
    };
    let view = ReleaseView::of(
        &mut connection,
        &caller.app,
        &Seen { artist, release, member: true, reader: Some(caller.account.id) },
    )
    .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Take a publication or a schedule back
#[utoipa::path(delete, path = "/api/v1/releases/{id}/publication", tag = "publication", params(("id" = String, Path)),
    responses((status = 200, body = ReleaseView)))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, release) = find::own_release(&mut connection, &caller.account, &id).await?;
    connection.transaction(async |connection| publication::unpublish(connection, release.id).await).await?;
    let release = model::releases::find(&mut connection, release.id).await?.ok_or_else(ApiError::not_found)?;
    let view = ReleaseView::of(
        &mut connection,
        &caller.app,
        &Seen { artist, release, member: true, reader: Some(caller.account.id) },
    )
    .await?;
    Ok(HttpResponse::Ok().json(view))
}

impl From<PublicationError> for ApiError {
    fn from(error: PublicationError) -> Self {
        match error {
            PublicationError::Incomplete(missing) => {
                let words: Vec<String> = missing.iter().map(model::releases::publication::Missing::sentence).collect();
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "incomplete", &words.join(" "))
                    .with_missing(missing.iter().map(MissingView::from).collect())
            }
            PublicationError::TermsOutdated => Self::new(StatusCode::CONFLICT, "terms_outdated", &error.to_string()),
            PublicationError::AlreadyPublished => {
                Self::new(StatusCode::CONFLICT, "already_published", &error.to_string())
            }
            PublicationError::Gone => Self::not_found(),
            PublicationError::Database(cause) => PageError::from(cause).into(),
        }
    }
}
