//! `GET /feed`: what those whom one follows brought out, wrote and boosted, and what has tags one follows, newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::feeds::{self, Cursor};
use model::{actors, follows, tag_follows};
use serde::Deserialize;

use super::entry::{self, Entry, What};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// Entries of a page.
const PER_PAGE: i64 = 20;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "feed/show.html")]
pub struct FeedPage {
    /// The common part.
    pub page: Page,
    /// Whether who looks has a handle.
    pub has_handle: bool,
    /// How many they follow.
    pub following: i64,
    /// How many tags.
    pub tags: usize,
    /// What is shown.
    pub entries: Vec<Entry>,
    /// The next page; empty for none.
    pub next: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

/// Shows it. A place that is none is the beginning.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let before: Option<Cursor> = asked.before.parse().ok();
    let mut shown = FeedPage {
        page: visit.page("Your feed"),
        has_handle: false,
        following: 0,
        tags: 0,
        entries: Vec::new(),
        next: String::new(),
        is_later: before.is_some(),
    };
    let mut db = visit.db().await?;
    shown.tags = tag_follows::of(&mut db, visit.account.id).await?.len();
    let mut found = match actors::of_account(&mut db, visit.account.id).await? {
        Some(own) => {
            shown.has_handle = true;
            shown.following = follows::count_following(&mut db, own.id).await?;
            feeds::home(&mut db, own.id, before, PER_PAGE + 1).await?
        }
        None => feeds::of_tags(&mut db, visit.account.id, before, PER_PAGE + 1).await?,
    };
    if let Some(last) = found.get(PER_PAGE as usize - 1).filter(|_| found.len() > PER_PAGE as usize) {
        shown.next = format!("{}?before={}", urls::fans::FEED, last.cursor);
    }
    found.truncate(PER_PAGE as usize);
    shown.entries = entry::load_all(&visit.app, &mut db, found).await?;
    render(&shown)
}
