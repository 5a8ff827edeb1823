//! `GET /studio/chat`: the rules of an artist's chats.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::chat::{self, BanKind};
use model::fields::FieldErrors;
use model::{actors, members};

use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::studio::shows::index::Asked;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/chat/show.html")]
pub struct ChatRulesPage {
    /// The common part.
    pub page: Page,
    /// Handle and name of the account's artists.
    pub artists: Vec<(String, String)>,
    /// Whose chats these are.
    pub artist: Artist,
    /// The words, one a line.
    pub words: String,
    /// Those who were asked to look after the chats.
    pub moderators: Vec<Moderator>,
    /// Those who may not write.
    pub bans: Vec<Banned>,
    /// What was typed as a moderator.
    pub handle: String,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Somebody who looks after the chats.
pub struct Moderator {
    /// Their id.
    pub id: String,
    /// What they are called.
    pub name: String,
}

/// Somebody who may not write.
pub struct Banned {
    /// What they were called.
    pub name: String,
    /// "Muted" or "Banned".
    pub how: &'static str,
    /// Until when; none for good.
    pub until: Option<DateTime<Utc>>,
    /// Where it is lifted.
    pub lift: String,
}

/// What did not do.
#[derive(Default)]
pub struct Refused {
    /// What was typed.
    pub handle: String,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Shows it; those without an artist are led to where one is made.
///
/// # Errors
/// 404 for an artist of others.
pub async fn show(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artists = members::artists_of(&mut db, visit.account.id).await?;
    if artists.is_empty() && asked.artist.is_empty() {
        return Ok(
            visit.redirect_warning(&urls::studio::new_artist(), "A chat is an artist’s. Make your artist first.")
        );
    }
    drop(db);
    let found = artists.into_iter().find(|artist| asked.artist.is_empty() || artist.handle == asked.artist);
    page(&visit, found.ok_or_else(PageError::not_found)?, Refused::default()).await
}

/// The page, with what was typed and what is wrong with it: 422 then.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn, artist: Artist, refused: Refused) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = members::artists_of(&mut db, visit.account.id).await?;
    let words = chat::words(&mut db, artist.id).await?.join("\n");
    let mut moderators = Vec::new();
    for account in chat::moderators(&mut db, artist.id).await? {
        let actor = actors::of_account(&mut db, account.id).await?;
        let name = actor.map_or(account.name, |actor| format!("{} (@{})", actor.shown_name(), actor.username));
        moderators.push(Moderator { id: account.id.to_string(), name });
    }
    let bans = chat::bans(&mut db, artist.id, Utc::now()).await?;
    drop(db);
    let status = if refused.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ChatRulesPage {
        page: visit.page("Rules of the chat").hidden().in_hues(artist.hue1, artist.hue2),
        artists: own.into_iter().map(|artist| (artist.handle, artist.name)).collect(),
        words,
        moderators,
        bans: bans
            .into_iter()
            .map(|ban| Banned {
                how: match ban.kind {
                    BanKind::Mute => "Muted",
                    BanKind::Ban => "Banned",
                },
                until: ban.until,
                lift: urls::live::chat_ban_lift(ban.id.0),
                name: ban.name,
            })
            .collect(),
        artist,
        handle: refused.handle,
        errors: refused.errors,
    };
    render_as(status, &page)
}

impl ChatRulesPage {
    /// Where a form of the page goes.
    fn action(&self, action: &str) -> String {
        urls::live::chat_rules_action(&self.artist.handle, action)
    }
}
