//! Signing out.

use actix_web::HttpResponse;
use serde::Deserialize;

use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// The token alone.
#[derive(Deserialize)]
pub struct SignOutForm {}

/// `POST /sign-out`; whoever is signed out already just gets to the start page.
pub async fn delete(visit: Visit, form: Result<Form<SignOutForm>, PageError>) -> Result<HttpResponse, PageError> {
    let Some((session, account)) = &visit.session else { return Ok(visit.redirect("/")) };
    form?;
    let mut connection = visit.db().await?;
    model::sessions::end(&mut connection, account.id, session.id).await?;
    let mut response = visit.redirect_saying("/", "You are signed out.");
    response.add_cookie(&cookies::remove(&visit.app, Name::Session)).map_err(PageError::internal)?;
    Ok(response)
}
