//! `GET /account/letters`: whose letters come to one's address.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::subscribers;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "subscriptions/index.html")]
pub struct SubscriptionsPage {
    /// The common part.
    pub page: Page,
    /// The letters.
    pub lines: Vec<Line>,
}

/// One artist's letters.
#[derive(Debug, Clone)]
pub struct Line {
    /// The artist's name.
    pub name: String,
    /// The artist's page.
    pub href: String,
    /// Where they go.
    pub email: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Where they are ended.
    pub end: String,
}

/// Shows them.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = subscribers::of_account(&mut db, visit.account.id, &visit.account.email).await?;
    drop(db);
    let lines = found.into_iter().map(|(subscriber, artist)| Line {
        href: urls::artist(&artist.handle),
        name: artist.name,
        email: subscriber.email,
        since: subscriber.consented_at,
        end: urls::letters::subscription(subscriber.id.0),
    });
    render(&SubscriptionsPage { page: visit.page("Letters you get").hidden(), lines: lines.collect() })
}
