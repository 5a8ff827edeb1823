//! Saving who may sign up.

use actix_web::HttpResponse;
use model::instance::{self, Registration};
use serde::Deserialize;

use super::edit;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The fields.
#[derive(Deserialize)]
pub struct SettingsForm {
    #[serde(default)]
    registration: String,
}

/// `POST /admin/settings`
pub async fn update(visit: Admin, Form(form): Form<SettingsForm>) -> Result<HttpResponse, PageError> {
    let Ok(registration) = form.registration.parse::<Registration>() else {
        return edit::refused(&visit, "Choose who may sign up.").await;
    };
    let mut connection = visit.db().await?;
    instance::set_registration(&mut connection, registration).await?;
    Ok(visit.redirect_saying("/admin/settings", "Saved. It counts from now on."))
}
