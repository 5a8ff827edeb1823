//! The form a reset link leads to.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::account_links::{self, Purpose};
use model::accounts;

use crate::accounts::dead_link;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the form.
#[derive(Template)]
#[template(path = "accounts/resets/edit.html")]
pub struct EditResetPage {
    /// The common part.
    pub page: Page,
    /// The account's address, for the browser's memory of passwords.
    pub email: String,
    /// What is wrong with the password.
    pub password_problem: String,
}

/// `GET /reset/{token}`
pub async fn edit(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    render(&page(&visit, &token, String::new()).await?)
}

/// The page for a link that still works.
///
/// # Errors
/// 410 when it does not.
pub async fn page(visit: &Visit, token: &str, password_problem: String) -> Result<EditResetPage, PageError> {
    let mut connection = visit.db().await?;
    let link = account_links::peek(&mut connection, token, Purpose::Reset).await?;
    let Some(id) = link.and_then(|link| link.account_id) else {
        return Err(dead_link("/reset", "Ask for a new link"));
    };
    let account = accounts::find(&mut connection, id).await?.ok_or_else(PageError::not_found)?;
    Ok(EditResetPage { page: visit.form_page("Set a new password")?.hidden(), email: account.email, password_problem })
}
