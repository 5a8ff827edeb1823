//! Marks of a show: where something begins.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use live::link::Ask;
use model::Connection;
use model::ids::ShowId;
use model::show_marks;
use serde::Deserialize;
use utoipa::ToSchema;

use super::own;
use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::show::{MarkList, MarkView};
use crate::studio::shows::marks::{AT_MOST, by_hand, length_ms};
use crate::studio::shows::telling::{Told, told};

/// A mark to be set.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct MarkBody {
    /// Milliseconds of recorded time, gaps left out; now, while the show is on air, if left out.
    pub at_ms: Option<i64>,
    /// What begins.
    #[serde(default)]
    pub title: String,
    /// Whose it is; the artist's own if left out.
    #[serde(default)]
    pub artist: String,
}

/// All marks of a show.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct MarksBody {
    /// They take the place of those there are.
    pub marks: Vec<MarkBody>,
}

/// The marks of a show
#[utoipa::path(get, path = "/api/v1/shows/{id}/marks", tag = "shows", params(("id" = String, Path), PagingParams),
    responses((status = 200, body = MarkList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, id: web::Path<String>, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    let (marks, next) = paging.part(list(&mut connection, show.id).await?.marks);
    Ok(paging.answer(&MarkList { marks }, next))
}

/// Set a mark
///
/// Without `at_ms` it is set where the show is now: 202, and it appears with the sound that it is about. With it, at that place
/// of the recording: 201.
#[utoipa::path(post, path = "/api/v1/shows/{id}/marks", tag = "shows", params(("id" = String, Path)), request_body = MarkBody,
    responses((status = 201, body = MarkView), (status = 202), (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<MarkBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    let length = length_ms(&mut connection, show.id).await?;
    if body.at_ms.is_some() {
        let marks = show_marks::of_show(&mut connection, show.id).await?;
        if marks.len() >= AT_MOST {
            return Err(ApiError::field("at_ms", "A show can have 1000 marks. Remove some."));
        }
        let mark = show_marks::add(&mut connection, show.id, &checked(&body, length, "")?).await?;
        return Ok(HttpResponse::Created().json(MarkView::of(&mark)));
    }
    let now = checked(&MarkBody { at_ms: Some(0), ..body }, length, "")?;
    drop(connection);
    let not_now = |detail: &str| Err(ApiError::new(StatusCode::CONFLICT, "not_on_air", detail));
    match told(&caller.app, show.id, Ask::Mark { title: now.title, artist: now.artist_name }).await {
        Told::Done => Ok(HttpResponse::Accepted().finish()),
        Told::Nothing => not_now("Nothing feeds the show, so there is nothing to mark. Say where with at_ms."),
        Told::Refused(reason) => not_now(&reason),
    }
}

/// Replace all marks of a show
#[utoipa::path(put, path = "/api/v1/shows/{id}/marks", tag = "shows", params(("id" = String, Path)), request_body = MarksBody,
    responses((status = 200, body = MarkList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<MarksBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    if body.marks.len() > AT_MOST {
        return Err(ApiError::field("marks", "A show can have 1000 marks. Leave some out."));
    }
    let length = length_ms(&mut connection, show.id).await?;
    let marks = body.marks.iter().enumerate().map(|(n, mark)| checked(mark, length, &format!("marks[{n}].")));
    let marks = marks.collect::<Result<Vec<_>, _>>()?;
    show_marks::replace_all(&mut connection, show.id, &marks).await?;
    Ok(HttpResponse::Ok().json(list(&mut connection, show.id).await?))
}

async fn list(connection: &mut Connection, show: ShowId) -> Result<MarkList, ApiError> {
    let marks = show_marks::of_show(connection, show).await?;
    Ok(MarkList { marks: marks.iter().map(MarkView::of).collect() })
}

fn checked(body: &MarkBody, length: i64, before: &str) -> Result<show_marks::NewShowMark, ApiError> {
    let title = body.title.trim();
    if title.is_empty() {
        return Err(ApiError::field(&format!("{before}title"), "Say what begins."));
    }
    match body.at_ms {
        Some(at) if (0..=length).contains(&at) => Ok(by_hand(at, title.to_owned(), body.artist.trim().to_owned())),
        _ => {
            let detail = format!("Name a place in the recording, from 0 to {length} milliseconds.");
            Err(ApiError::field(&format!("{before}at_ms"), &detail))
        }
    }
}
