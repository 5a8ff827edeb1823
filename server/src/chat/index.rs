//! `GET /live/{slug}/chat/messages?before=`: older lines of a chat, as a page. A script puts them above the newer ones.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists;
use model::chat;
use model::ids::ChatMessageId;
use serde::Deserialize;

use super::line::{Hosts, Shown};
use super::{enter, panel};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "chat/index.html")]
pub struct OlderPage {
    /// The common part.
    pub page: Page,
    /// The show's title.
    pub title: String,
    /// Its page.
    pub back: String,
    /// Lines, the oldest first.
    pub lines: Vec<Shown>,
    /// Where those before them are; empty where there are none.
    pub older: String,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The line before which those that are asked for were said; none for the last ones.
    before: Option<String>,
}

/// Shows them.
///
/// # Errors
/// 404 when there is no such show or no chat; 403 for whoever is not let in.
pub async fn index(visit: Visit, slug: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, _) = enter(&mut db, &visit, &slug).await?;
    let artist = artists::find(&mut db, show.artist_id).await?.ok_or_else(PageError::not_found)?;
    let before = asked.before.as_deref().and_then(|id| id.parse::<ChatMessageId>().ok());
    let messages = chat::history(&mut db, show.id, before, panel::LINES).await?;
    let hosts = Hosts::of(&mut db, artist.id).await?;
    drop(db);
    let lines = panel::lines(&messages, &hosts)?;
    render(&OlderPage {
        page: visit.page(&format!("Chat of {}", show.title)).in_hues(artist.hue1, artist.hue2).hidden(),
        title: show.title.clone(),
        back: super::place(&show),
        older: panel::older(&show, &lines),
        lines,
    })
}
