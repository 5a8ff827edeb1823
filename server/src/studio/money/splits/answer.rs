//! `POST /studio/artists/{handle}/money/splits/{id}/answer`: the artist who is offered a share takes it or not.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::splits::{self, SplitError};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// `accept` or `decline`.
    pub act: String,
}

/// Answers.
///
/// # Errors
/// 404 for an artist of others and a split that is not offered to it, 403 for an editor.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    Form(form): Form<AnswerForm>,
) -> Result<HttpResponse, PageError> {
    let (handle, id) = path.into_inner();
    let mut connection = visit.db().await?;
    let desk = Desk::of_owner(&mut connection, &visit, &handle).await?;
    let split = splits::find(&mut connection, find::id(&id)?).await?;
    let split = split.filter(|split| split.payee_id == desk.artist.id).ok_or_else(PageError::not_found)?;
    let (done, said) = match form.act.as_str() {
        "accept" => {
            (splits::accept(&mut connection, split.id, Utc::now()).await, "Accepted. Sales from now on are shared.")
        }
        "decline" => (splits::decline(&mut connection, split.id, Utc::now()).await, "Declined."),
        _ => return Err(PageError::bad_request("The form has no such action. Reload the page.")),
    };
    let page = desk.at("/splits");
    match done {
        Ok(()) => Ok(visit.redirect_saying(&page, said)),
        Err(SplitError::Database(error)) => Err(error.into()),
        Err(error) => Ok(visit.redirect_warning(&page, &error.to_string())),
    }
}
