//! The form to ask for a link.

use actix_web::HttpResponse;
use askama::Template;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/resets/new.html")]
pub struct NewResetPage {
    /// The common part.
    pub page: Page,
    /// The address as typed.
    pub email: String,
    /// What is wrong with it.
    pub email_problem: String,
    /// What is wrong with the form as a whole.
    pub form_problem: String,
}

/// `GET /reset`
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    let email = visit.account().map(|account| account.email.clone()).unwrap_or_default();
    let page = visit.form_page("New password")?;
    render(&NewResetPage { page, email, email_problem: String::new(), form_problem: String::new() })
}
