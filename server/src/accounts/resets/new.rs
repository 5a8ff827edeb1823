//! The form to ask for a link.

use actix_web::HttpResponse;
use askama::Template;

use crate::accounts::problems::Problems;
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
    /// What is wrong.
    pub problems: Problems,
}

/// `GET /reset`
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    let email = visit.account().map(|account| account.email.clone()).unwrap_or_default();
    let page = visit.form_page("New password")?;
    render(&NewResetPage { page, email, problems: Problems::default() })
}
