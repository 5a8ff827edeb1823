//! Being done with a report.

use actix_web::{HttpResponse, web};
use model::reports;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The token alone.
#[derive(Deserialize)]
pub struct ResolutionForm {}

/// `POST /admin/reports/{id}/resolution`
///
/// # Errors
/// 404 when there is no such report.
pub async fn create(visit: Admin, id: web::Path<String>, _: Form<ResolutionForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let report = super::find(&mut connection, &id).await?;
    reports::resolve(&mut connection, report.id, visit.account.id).await?;
    Ok(visit.redirect_saying(super::PAGE, "The report is done with."))
}
