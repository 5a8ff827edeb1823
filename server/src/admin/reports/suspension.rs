//! Suspending somebody elsewhere who is reported, or letting them in again. Those who are here are suspended on the pages of
//! artists and accounts.

use actix_web::{HttpResponse, web};
use model::actors;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct SuspensionForm {
    suspend: bool,
}

/// `POST /admin/reports/{id}/suspension`
///
/// # Errors
/// 404 when there is no such report, or it is about nobody elsewhere.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<SuspensionForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let report = super::find(&mut connection, &id).await?;
    let target = match report.target_id {
        Some(id) => actors::find(&mut connection, id).await?,
        None => None,
    };
    let target = target.filter(|actor| !actor.is_local()).ok_or_else(PageError::not_found)?;
    actors::suspend(&mut connection, target.id, form.suspend).await?;
    let name = target.handle(&visit.app.federation.federation().domain);
    let words = match form.suspend {
        true => format!("@{name} is suspended: shown nowhere here, and nothing is sent to them."),
        false => format!("@{name} is let in again."),
    };
    Ok(visit.redirect_saying(super::PAGE, &words))
}
