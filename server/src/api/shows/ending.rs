//! The end of a show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::shows;

use super::own;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::views::show::ShowView;
use crate::studio::shows::end::end;

/// End a show that is on air
///
/// Its recording becomes a draft release. One that is over stays as it is.
#[utoipa::path(put, path = "/api/v1/shows/{id}/ending", tag = "shows", params(("id" = String, Path)),
    responses((status = 200, body = ShowView), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn update(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, show) = own(&mut connection, &caller, &id).await?;
    if show.started_at.is_none() {
        let detail = "The show has not begun. Delete it, or leave it for later.";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_on_air", detail));
    }
    if show.is_on_air() {
        drop(connection);
        end(&caller.app, show.id).await?;
        connection = caller.db().await?;
    }
    let show = shows::find(&mut connection, show.id).await?.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(ShowView::of(&mut connection, &caller.app, &artist, &show).await?))
}
