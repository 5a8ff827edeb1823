//! `/ap/activities/{id}` and the activities that have addresses of their own: follows, likes and boosts.

use actix_web::{HttpResponse, web};
use model::activities;
use model::ids::ActivityId;
use uuid::Uuid;

use super::answer::{self, Refusal};
use super::current;
use crate::app::App;

/// `GET /ap/activities/{id}`.
///
/// # Errors
/// 404 for what there is not, and for what is not for everybody.
pub async fn show(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let said = activities::public(&mut connection, ActivityId(*id)).await?.ok_or_else(Refusal::not_found)?;
    let document = current::activity(&mut connection, federation, said).await?;
    Ok(answer::document(&document.ok_or_else(Refusal::not_found)?))
}

/// `GET /ap/reactions/{id}`: a boost.
///
/// # Errors
/// As [`show`].
pub async fn reaction(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let address = federation.absolute(&urls::ap::reaction(*id));
    // The last that was said of it: an undone boost is none.
    let last = activities::about(&mut connection, &address).await?.ok_or_else(Refusal::not_found)?;
    let activity = activities::public(&mut connection, last.id).await?.ok_or_else(Refusal::not_found)?;
    Ok(answer::document(&activity.body))
}

/// `GET /ap/quotes/{id}`: that somebody may quote something of ours.
///
/// # Errors
/// 404 for what there is not, or no longer.
pub async fn quote(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    Ok(answer::document(&federation::activities::quote::authorization(federation, ActivityId(*id)).await?))
}
