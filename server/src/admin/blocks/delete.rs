//! Taking a block away. Follows that it ended do not come back by themselves.

use actix_web::HttpResponse;
use model::domain_blocks;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The fields.
#[derive(Deserialize)]
pub struct RemovalForm {
    #[serde(default)]
    domain: String,
}

/// `POST /admin/blocks/removal`
///
/// # Errors
/// When the database fails.
pub async fn delete(visit: Admin, Form(form): Form<RemovalForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    domain_blocks::remove(&mut connection, &form.domain).await?;
    Ok(visit.redirect_saying(super::PAGE, &format!("{} is no longer blocked.", form.domain)))
}
