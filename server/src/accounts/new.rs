//! The form to sign up.

use actix_web::HttpResponse;
use askama::Template;
use model::instance::Registration;

use super::problems::Problems;
use super::registration;
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
    /// What is wrong.
    pub problems: Problems,
}

/// `GET /sign-up`
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    if visit.account().is_some() {
        return Ok(visit.redirect("/account"));
    }
    let mut connection = visit.db().await?;
    let registration = registration::mode(&visit.app, &mut connection).await?;
    let page = visit.form_page("Join")?;
    render(&NewAccountPage {
        page,
        registration,
        email: String::new(),
        name: String::new(),
        problems: Problems::default(),
    })
}
