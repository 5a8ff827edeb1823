//! One's own account.

use actix_web::HttpResponse;
use askama::Template;
use model::accounts::Account;
use model::artists::Artist;
use model::members;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::{SignedIn, Visit};

/// The page.
#[derive(Template)]
#[template(path = "accounts/show.html")]
pub struct AccountPage {
    /// The common part.
    pub page: Page,
    /// The account.
    pub account: Account,
    /// The name as typed, else as it is.
    pub name: String,
    /// What is wrong with it.
    pub name_problem: String,
    /// The artists it manages.
    pub artists: Vec<Artist>,
}

/// `GET /account`
pub async fn show(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let name = visit.account.name.clone();
    render(&page(&visit, &visit.account, name, String::new()).await?)
}

/// The page again, with what is wrong with the name.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, name: String, problem: String) -> Result<HttpResponse, PageError> {
    let again = page(visit, &visit.account, name, problem).await?;
    render_as(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, &again)
}

async fn page(visit: &Visit, account: &Account, name: String, name_problem: String) -> Result<AccountPage, PageError> {
    let mut connection = visit.db().await?;
    let artists = members::artists_of(&mut connection, account.id).await?;
    Ok(AccountPage { page: visit.page("Your account"), account: account.clone(), name, name_problem, artists })
}
