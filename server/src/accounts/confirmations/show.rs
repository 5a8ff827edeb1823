//! The page a confirmation link leads to. It only asks, because programs that look through mail open every link; and it asks for
//! the password, because somebody else may have signed up with the address: only who made the account can confirm it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::account_links::{self, Purpose};
use model::accounts::{self, Account};

use crate::accounts::dead_link;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/confirmations/show.html")]
pub struct ConfirmationPage {
    /// The common part.
    pub page: Page,
    /// The account's name.
    pub name: String,
    /// The address to confirm.
    pub email: String,
    /// What is wrong with the password.
    pub password_problem: String,
}

/// `GET /confirm/{token}`
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    let account = awaited(&visit, &token).await?;
    render(&page(&visit, account, String::new())?)
}

/// The account that the link confirms; the link is not used up by looking.
///
/// # Errors
/// 410 when the link does not work.
pub async fn awaited(visit: &Visit, token: &str) -> Result<Account, PageError> {
    let mut connection = visit.db().await?;
    let link = account_links::peek(&mut connection, token, Purpose::Confirm).await?;
    let Some(id) = link.and_then(|link| link.account_id) else {
        return Err(dead_link("/confirm", "Ask for a new link"));
    };
    accounts::find(&mut connection, id).await?.ok_or_else(PageError::not_found)
}

/// The page again, with what is wrong with the password.
///
/// # Errors
/// When a template fails.
pub fn refused(visit: &Visit, account: Account, password_problem: String) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, account, password_problem)?)
}

fn page(visit: &Visit, account: Account, password_problem: String) -> Result<ConfirmationPage, PageError> {
    let page = visit.form_page("Confirm your address")?.hidden();
    Ok(ConfirmationPage { page, name: account.name, email: account.email, password_problem })
}
