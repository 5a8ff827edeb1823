//! Sending what waits for a server now, whether or not it answered lately.

use actix_web::HttpResponse;
use model::deliveries;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The fields.
#[derive(Deserialize)]
pub struct ReplayForm {
    #[serde(default)]
    host: String,
}

/// `POST /admin/federation/replay`
///
/// # Errors
/// When the database fails.
pub async fn create(visit: Admin, Form(form): Form<ReplayForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let due = deliveries::replay(&mut connection, &form.host).await?;
    Ok(match due {
        0 => visit.redirect_saying("/admin/federation", &format!("Nothing waits for {} any more.", form.host)),
        1 => visit.redirect_saying("/admin/federation", &format!("1 delivery for {} is sent now.", form.host)),
        due => visit.redirect_saying("/admin/federation", &format!("{due} deliveries for {} are sent now.", form.host)),
    })
}
