//! `POST /admin/money/check`: holds the ledger against the purchases.

use actix_web::HttpResponse;
use model::ledger;

use super::show::page;
use crate::error::PageError;
use crate::form::Form;
use crate::page::render;
use crate::studio::NoFields;
use crate::visit::Admin;

/// Shows the books with what does not add up.
///
/// # Errors
/// When the database fails.
pub async fn create(visit: Admin, Form(NoFields {}): Form<NoFields>) -> Result<HttpResponse, PageError> {
    let faults = ledger::check(&mut *visit.db().await?).await?;
    render(&page(&visit, Some(faults)).await?)
}
