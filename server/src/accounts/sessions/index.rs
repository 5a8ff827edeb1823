//! The list of one's sessions.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::sessions::Session;

use super::browser;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// A row of the list.
pub struct Row {
    /// The session's id.
    pub id: String,
    /// The browser in words.
    pub browser: String,
    /// When it signed in.
    pub since: DateTime<Utc>,
    /// When it was last used.
    pub seen: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "accounts/sessions/index.html")]
pub struct SessionsPage {
    /// The common part.
    pub page: Page,
    /// The sessions, last seen first.
    pub sessions: Vec<Row>,
}

/// `GET /account/sessions`
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let sessions = model::sessions::of_account(&mut connection, visit.account.id).await?;
    let row = |session: Session| Row {
        id: session.id.to_string(),
        browser: browser::words(&session.user_agent),
        since: session.created_at,
        seen: session.last_seen_at,
        current: session.id == visit.session.id,
    };
    let mut sessions: Vec<Row> = sessions.into_iter().map(row).collect();
    sessions.sort_by_key(|row| !row.current);
    render(&SessionsPage { page: visit.page("Sessions"), sessions })
}
