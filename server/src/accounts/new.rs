//! The form to sign up.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::instance::Registration;
use serde::Deserialize;

use super::problems::Problems;
use super::{next, registration};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form, or the words that say why there is none.
#[derive(Template)]
#[template(path = "accounts/new.html")]
pub struct NewAccountPage {
    /// The common part.
    pub page: Page,
    /// Who may sign up.
    pub registration: Registration,
    /// The address as typed.
    pub email: String,
    /// The name as typed.
    pub name: String,
    /// Where to go on; empty for the default.
    pub next: String,
    /// What is wrong.
    pub problems: Problems,
}

/// What the address of the form may hold.
#[derive(Deserialize)]
pub struct SignUpQuery {
    #[serde(default)]
    next: String,
}

/// `GET /sign-up`
pub async fn new(visit: Visit, query: web::Query<SignUpQuery>) -> Result<HttpResponse, PageError> {
    if visit.account().is_some() {
        return Ok(visit.redirect(next::local(&query.next, "/account")));
    }
    let mut connection = visit.db().await?;
    let registration = registration::mode(&visit.app, &mut connection).await?;
    let page = visit.form_page("Join")?;
    render(&NewAccountPage {
        page,
        registration,
        email: String::new(),
        name: String::new(),
        next: next::local(&query.next, "").to_owned(),
        problems: Problems::default(),
    })
}
