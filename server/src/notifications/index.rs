//! `GET /notifications`: who answers, names and follows a fan, and what those whom they follow bring out.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::{actors, notifications};
use serde::Deserialize;

use super::line::{Line, Whose};
use crate::comments::view::Eyes;
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 40;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The last entry of the page before; none for the first page.
    after: String,
}

/// The page.
#[derive(Template)]
#[template(path = "notifications/index.html")]
pub struct NotificationsPage {
    /// The common part.
    pub page: Page,
    /// The id of whom they are for; empty for an account without a handle.
    pub own: String,
    /// The latest first.
    pub lines: Vec<Line>,
    /// Whether some are not read.
    pub has_new: bool,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut shown = NotificationsPage {
        page: visit.page("Notifications").hidden(),
        own: String::new(),
        lines: Vec::new(),
        has_new: false,
        older: String::new(),
    };
    let mut db = visit.db().await?;
    let Some(own) = actors::of_account(&mut db, visit.account.id).await? else { return render(&shown) };
    let found = notifications::of_actor(&mut db, own.id, asked.after.parse().ok(), SHOWN).await?;
    if let Some((last, ..)) = found.last().filter(|_| found.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX)) {
        shown.older = format!("{}?after={}", urls::fans::NOTIFICATIONS, last.id);
    }
    let voices = Voices(vec![own.clone()]);
    let eyes = Eyes::of(&visit, &voices, false);
    let whose = Whose { own: &own, requests: urls::fans::PROFILE };
    for entry in found {
        shown.lines.extend(Line::of(&mut db, whose, &eyes, entry).await?);
    }
    shown.has_new = notifications::unread(&mut db, own.id).await? > 0;
    shown.own = own.id.to_string();
    drop(db);
    render(&shown)
}
