//! The form to sign in.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::accounts::next;
use crate::accounts::problems::Problems;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/sessions/new.html")]
pub struct NewSessionPage {
    /// The common part.
    pub page: Page,
    /// The address as typed.
    pub email: String,
    /// Where to go on; empty for the default.
    pub next: String,
    /// What is wrong.
    pub problems: Problems,
}

/// What the address of the form may hold.
#[derive(Deserialize)]
pub struct SignInQuery {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn new(visit: Visit, query: web::Query<SignInQuery>) -> Result<HttpResponse, PageError> {
    let next = next::local(&query.next, "");
    if visit.account().is_some() {
        return Ok(visit.redirect(next::local(next, "/")));
    }
    let page = visit.form_page("Sign in")?;
    render(&NewSessionPage { page, email: String::new(), next: next.to_owned(), problems: Problems::default() })
}
