//! The page the link in the mail to a new address leads to. It only asks.

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
#[template(path = "accounts/emails/show.html")]
pub struct EmailPage {
    /// The common part.
    pub page: Page,
    /// The account's name.
    pub name: String,
    /// The address it has.
    pub old: String,
    /// The address it is to have.
    pub new: String,
}

/// `GET /account/email/{token}`
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let link = account_links::peek(&mut connection, &token, Purpose::ChangeEmail).await?;
    let Some((id, new)) = link.and_then(|link| link.account_id.zip(link.new_email)) else {
        return Err(dead_link("/account/security", "Ask for a new link"));
    };
    let account = accounts::find(&mut connection, id).await?.ok_or_else(PageError::not_found)?;
    let page = visit.form_page("Confirm your new address")?.hidden();
    render(&EmailPage { page, name: account.name, old: account.email, new })
}
