//! The list of the passwords of one's apps, and the form for another.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::actors;
use model::app_passwords::{self, AppPassword};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// A row of the list.
pub struct Row {
    /// What its owner calls the app.
    pub name: String,
    /// What the app calls itself; empty while it was never used.
    pub client: String,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it was last used.
    pub used: Option<DateTime<Utc>>,
    /// Where it is revoked.
    pub revoke: String,
}

/// A password just made, shown this once.
pub struct Fresh {
    /// The password.
    pub password: String,
    /// The QR code of address, name and password: how many modules wide, and its path.
    pub qr: Option<(usize, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "accounts/apps/index.html")]
pub struct AppsPage {
    /// The common part.
    pub page: Page,
    /// The passwords that work, newest first.
    pub passwords: Vec<Row>,
    /// The address that apps ask for.
    pub address: String,
    /// The name that apps ask for.
    pub user: String,
    /// A password just made.
    pub fresh: Option<Fresh>,
    /// The name as typed.
    pub name: String,
    /// What is wrong with it.
    pub name_problem: String,
}

/// `GET /account/apps`
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit).await?)
}

/// The page with an empty form.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn) -> Result<AppsPage, PageError> {
    let mut db = visit.db().await?;
    let passwords = app_passwords::of_account(&mut db, visit.account.id).await?.into_iter().map(row).collect();
    // The handle rather than the address: what an app is told stands in many logs.
    let actor = actors::of_account(&mut db, visit.account.id).await?;
    let user = actor.map_or_else(|| visit.account.email.clone(), |actor| actor.username);
    let (fresh, name, name_problem) = Default::default();
    let address = visit.app.base_url.clone();
    Ok(AppsPage { page: visit.page("Apps"), passwords, address, user, fresh, name, name_problem })
}

fn row(password: AppPassword) -> Row {
    Row {
        revoke: urls::subsonic::revoke(password.id.0),
        name: password.name,
        client: password.last_client,
        created: password.created_at,
        used: password.last_used_at,
    }
}
