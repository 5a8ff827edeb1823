//! Dresses errors: a [`PageError`] becomes a page with a way out, whatever route it came from.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpResponse, ResponseError};
use askama::Template;

use crate::api::error::ApiError;
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::visit::Visit;

/// The page of an error.
#[derive(Template)]
#[template(path = "errors/show.html")]
pub struct ErrorPage {
    /// The common part.
    pub page: Page,
    /// The status as a number.
    pub status: u16,
    /// A sentence or two that say what to do.
    pub message: String,
    /// Where to go on: address and label.
    pub way_out: (String, String),
}

/// Wraps every route: answers that carry a [`PageError`], and bare 404s and 405s, become pages.
///
/// # Errors
/// What it wraps may fail before there is an answer.
pub async fn dress<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let status = response.status();
    let carried = response.response().extensions().get::<PageError>().cloned();
    let bare = matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
        && response.response().headers().get("content-type").is_none();
    let path = response.request().path();
    let for_people = !path.starts_with("/api/") && !path.starts_with("/media/") && !path.starts_with("/assets/");
    let error = match carried {
        Some(error) if error.location.is_none() => error,
        None if bare => PageError::not_found(),
        _ => return Ok(response.map_into_boxed_body()),
    };
    if path.starts_with("/api/") {
        // Refused before it came to the API, which speaks JSON.
        return Ok(response.into_response(ApiError::from(error).error_response()).map_into_boxed_body());
    }
    if !for_people {
        return Ok(response.map_into_boxed_body());
    }
    let request = response.request().clone();
    let page = match Visit::extract(&request).await {
        Ok(visit) => page_of(&visit, &error),
        // Without a database nobody can be greeted by name; the words stand all the same.
        Err(_) => HttpResponse::build(error.status)
            .content_type("text/plain; charset=utf-8")
            .body(format!("{}. {}\n", error.title, error.message)),
    };
    Ok(response.into_response(page).map_into_boxed_body())
}

fn page_of(visit: &Visit, error: &PageError) -> HttpResponse {
    let page = visit.page(error.title).hidden();
    let template = ErrorPage {
        page,
        status: error.status.as_u16(),
        message: error.message.clone(),
        way_out: error.way_out.clone(),
    };
    render_as(error.status, &template).unwrap_or_else(|_| HttpResponse::build(error.status).finish())
}
