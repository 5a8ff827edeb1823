//! Pausing one's history, and going on.

use actix_web::HttpResponse;
use model::history;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The field.
#[derive(Deserialize)]
pub struct PauseForm {
    #[serde(default)]
    paused: bool,
}

/// `POST /library/history/pause`
///
/// # Errors
/// When the database fails.
pub async fn update(visit: SignedIn, Form(form): Form<PauseForm>) -> Result<HttpResponse, PageError> {
    history::pause(&mut *visit.db().await?, visit.account.id, form.paused).await?;
    let text = if form.paused {
        "Paused. What you hear from now on is not written down."
    } else {
        "Your history goes on with the next track."
    };
    Ok(visit.redirect_saying(urls::plays::HISTORY, text))
}
