//! The form the link leads to.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::account_links::{self, Purpose};
use model::accounts;

use crate::accounts::dead_link;
use crate::accounts::problems::Problems;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/setup/new.html")]
pub struct NewSetupPage {
    /// The common part.
    pub page: Page,
    /// The address as typed.
    pub email: String,
    /// The name as typed.
    pub name: String,
    /// What is wrong.
    pub problems: Problems,
}

/// `GET /setup/{token}`
pub async fn new(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    check(&visit, &token).await?;
    let page = visit.form_page("Set up this instance")?.hidden();
    render(&NewSetupPage { page, email: String::new(), name: String::new(), problems: Problems::default() })
}

/// Whether the link still works: it was not used, and nobody administers the instance yet.
///
/// # Errors
/// 410 when it does not.
pub async fn check(visit: &Visit, token: &str) -> Result<(), PageError> {
    let mut connection = visit.db().await?;
    let link = account_links::peek(&mut connection, token, Purpose::FirstAdmin).await?;
    if link.is_none() || accounts::any_admin(&mut connection).await? {
        return Err(dead_link("/sign-in", "Sign in"));
    }
    Ok(())
}
