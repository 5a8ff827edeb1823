//! The form to ask for another link.

use actix_web::HttpResponse;
use askama::Template;

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
    /// What is wrong with it.
    pub email_problem: String,
    /// What is wrong with the form as a whole.
    pub form_problem: String,
}

/// `GET /confirm`
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    let (email, email_problem, form_problem) = Default::default();
    render(&NewConfirmationPage { page: visit.form_page("Confirm your address")?, email, email_problem, form_problem })
}
