//! `GET /account/scrobbling`: where one's plays are told.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::scrobblers::{self, LISTENBRAINZ, Scrobbler};
use model::{Connection, scrobbles};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "scrobblers/show.html")]
pub struct ScrobblingPage {
    /// The common part.
    pub page: Page,
    /// The connection, where there is one.
    pub connected: Option<Connected>,
    /// The address of the form.
    pub address: String,
    /// What is wrong with it.
    pub address_problem: String,
    /// What is wrong with the token, which is never written back.
    pub token_problem: String,
}

/// A connection.
pub struct Connected {
    /// The server's name.
    pub host: String,
    /// What the account is called there.
    pub user_name: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When something was told.
    pub told: Option<DateTime<Utc>>,
    /// Why the last delivery failed; empty when it did not.
    pub problem: String,
    /// How many listens wait.
    pub waiting: i64,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit).await?)
}

/// The page with an empty form.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn) -> Result<ScrobblingPage, PageError> {
    let db = &mut *visit.db().await?;
    let connected = match scrobblers::find(db, visit.account.id).await? {
        Some(scrobbler) => Some(Connected::of(db, scrobbler).await?),
        None => None,
    };
    let (address_problem, token_problem) = Default::default();
    let page = visit.page("Scrobbling").hidden();
    Ok(ScrobblingPage { page, connected, address: LISTENBRAINZ.to_owned(), address_problem, token_problem })
}

impl Connected {
    async fn of(db: &mut Connection, scrobbler: Scrobbler) -> Result<Self, PageError> {
        let host = scrobbler.base_url.split_once("://").map_or("", |(_, rest)| rest).to_owned();
        Ok(Self {
            waiting: scrobbles::waiting(db, scrobbler.account_id).await?,
            host,
            user_name: scrobbler.user_name,
            since: scrobbler.created_at,
            told: scrobbler.last_delivered_at,
            problem: scrobbler.last_error,
        })
    }
}
