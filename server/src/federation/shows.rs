//! Shows as documents: the Event of one with a date.

use actix_web::{HttpRequest, HttpResponse, web};
use federation::{facts, objects};
use model::activities;
use model::ids::ShowId;
use uuid::Uuid;

use super::answer::{self, Refusal};
use super::negotiation;
use crate::app::App;
use crate::error::PageError;

/// `GET /ap/shows/{id}`: the Event; a browser is sent to the show's page.
///
/// # Errors
/// 404 for a show without a date and for none, 410 is answered for one that others were told is cancelled.
pub async fn event(app: web::Data<App>, request: HttpRequest, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    if let Some(facts) = facts::show(&mut connection, &federation.base_url, ShowId(*id)).await? {
        if negotiation::wants_page(&request) {
            return Ok(HttpResponse::SeeOther().insert_header(("location", facts.page)).finish());
        }
        return Ok(answer::document(&objects::event(&facts)));
    }
    let address = federation.absolute(&urls::live::event(*id));
    if activities::was_deleted(&mut connection, &address).await? {
        return Ok(answer::gone(&address, "Event"));
    }
    Err(Refusal::not_found())
}

/// A show's page as a document: its Event. None where a page is asked for.
///
/// # Errors
/// 404 for a show without a date, and for one that is cancelled.
pub async fn of_page(app: &App, request: &HttpRequest, show: ShowId) -> Result<Option<HttpResponse>, PageError> {
    if !negotiation::wants_document(request) {
        return Ok(None);
    }
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let facts = facts::show(&mut connection, &federation.base_url, show).await?.ok_or_else(PageError::not_found)?;
    Ok(Some(answer::document(&objects::event(&facts))))
}
