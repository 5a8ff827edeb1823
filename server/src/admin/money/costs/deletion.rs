//! `POST /admin/money/costs/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::costs;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::visit::Admin;

/// Takes a cost back.
///
/// # Errors
/// When the database fails.
pub async fn create(
    visit: Admin,
    id: web::Path<String>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    costs::delete(&mut *visit.db().await?, find::id(&id)?).await?;
    Ok(visit.redirect_saying(urls::books::COSTS, "Taken back."))
}
