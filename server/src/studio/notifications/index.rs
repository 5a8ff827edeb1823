//! `GET /studio/notifications`: who follows, comments, names, likes and boosts.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::notifications;

use crate::comments::view::Eyes;
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::notifications::line::{Line, Whose};
use crate::page::{Page, render};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 40;

/// The page.
#[derive(Template)]
#[template(path = "studio/notifications/index.html")]
pub struct NotificationsPage {
    /// The common part.
    pub page: Page,
    /// Whose they are.
    pub desk: Desk,
    /// The latest first.
    pub lines: Vec<Line>,
    /// How many are not read.
    pub unread: i64,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, &visit, &asked.artist).await? else {
        return Ok(visit.redirect(&urls::studio::index()));
    };
    let before = asked.after.parse().ok();
    let found = notifications::of_actor(&mut db, desk.actor.id, before, SHOWN).await?;
    let older = match found.last() {
        Some((last, ..)) if found.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX) => {
            format!("/studio/notifications?artist={}&after={}", desk.artist.handle, last.id)
        }
        _ => String::new(),
    };
    let voices = Voices(vec![desk.actor.clone()]);
    let eyes = Eyes::of(&visit, &voices, true);
    let requests = format!("/studio/followers?artist={}", desk.artist.handle);
    let whose = Whose { own: &desk.actor, requests: &requests };
    let mut lines = Vec::new();
    for entry in found {
        lines.extend(Line::of(&mut db, whose, &eyes, entry).await?);
    }
    let unread = notifications::unread(&mut db, desk.actor.id).await?;
    drop(db);
    render(&NotificationsPage { page: visit.page("Notifications").hidden(), desk, lines, unread, older })
}
