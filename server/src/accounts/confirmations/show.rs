//! The page a confirmation link leads to. It only asks, because programs that look through mail open every link.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::account_links::{self, Purpose};
use model::accounts;

use crate::accounts::dead_link;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page with the button.
#[derive(Template)]
#[template(path = "accounts/confirmations/show.html")]
pub struct ConfirmationPage {
    /// The common part.
    pub page: Page,
    /// The account's name.
    pub name: String,
    /// The address to confirm.
    pub email: String,
}

/// `GET /confirm/{token}`
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let link = account_links::peek(&mut connection, &token, Purpose::Confirm).await?;
    let Some(id) = link.and_then(|link| link.account_id) else {
        return Err(dead_link("/confirm", "Ask for a new link"));
    };
    let account = accounts::find(&mut connection, id).await?.ok_or_else(PageError::not_found)?;
    let page = visit.form_page("Confirm your address")?.hidden();
    render(&ConfirmationPage { page, name: account.name, email: account.email })
}
