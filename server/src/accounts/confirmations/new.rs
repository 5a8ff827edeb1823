//! The form to ask for another link.

use actix_web::HttpResponse;
use askama::Template;

use crate::accounts::problems::Problems;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/confirmations/new.html")]
pub struct NewConfirmationPage {
    /// The common part.
    pub page: Page,
    /// The address as typed.
    pub email: String,
    /// What is wrong.
    pub problems: Problems,
}

/// `GET /confirm`
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    let (email, problems) = Default::default();
    render(&NewConfirmationPage { page: visit.form_page("Confirm your address")?, email, problems })
}
