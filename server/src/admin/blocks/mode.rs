//! Whether the instance speaks with everybody who is not blocked, or with those alone who are allowed.

use actix_web::HttpResponse;
use model::domain_blocks::allows;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct ModeForm {
    #[serde(default)]
    on: bool,
}

/// `POST /admin/blocks/mode`: follows stay in either mode, so that it can be changed back.
///
/// # Errors
/// When the database fails.
pub async fn update(visit: Admin, Form(form): Form<ModeForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    allows::set_on(&mut connection, form.on).await?;
    let words = match form.on {
        true => "The instance speaks only with the servers on the list.",
        false => "The instance speaks with every server that is not blocked.",
    };
    Ok(visit.redirect_saying(super::PAGE, words))
}
