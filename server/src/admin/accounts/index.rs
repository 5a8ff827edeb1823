//! The list of accounts.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::accounts::{self, Account, Shown};
use serde::Deserialize;

use crate::admin::paging::{PER_PAGE, Paging};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// A row of the list.
pub struct Row {
    /// The account.
    pub account: Account,
    /// Whether it is the one that looks.
    pub own: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/accounts/index.html")]
pub struct AccountsPage {
    /// The common part.
    pub page: Page,
    /// Which accounts are shown.
    pub shown: Shown,
    /// How many wait for an admin.
    pub waiting: i64,
    /// How many the list has.
    pub count: i64,
    /// The accounts, newest first.
    pub accounts: Vec<Row>,
    /// Where in the list this is.
    pub paging: Paging,
}

/// Which accounts, which page.
#[derive(Deserialize)]
pub struct AccountsQuery {
    show: Option<String>,
    page: Option<i64>,
}

/// `GET /admin/accounts`
pub async fn index(visit: Admin, query: web::Query<AccountsQuery>) -> Result<HttpResponse, PageError> {
    let shown = query.show.as_deref().and_then(|word| word.parse().ok()).unwrap_or(Shown::All);
    let mut connection = visit.db().await?;
    let waiting = accounts::count_shown(&mut connection, Shown::Waiting).await?;
    let count = accounts::count_shown(&mut connection, shown).await?;
    let paging = Paging::new(query.page, count);
    let own = visit.account.id;
    let accounts = accounts::list_shown(&mut connection, shown, paging.index(), PER_PAGE).await?;
    let accounts = accounts.into_iter().map(|account| Row { own: account.id == own, account }).collect();
    render(&AccountsPage { page: visit.page("Accounts"), shown, waiting, count, accounts, paging })
}
