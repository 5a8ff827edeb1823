//! Chat beside a show: its panel on the show's page, lines that come over a WebSocket or by a form, and those who look after it.
//!
//! A line is said by whoever comes first to the database; every process hears of it by NOTIFY. In each process a room for the show
//! reads the line once, makes its HTML once, and hands that to all its connections.

pub mod ban;
pub mod connection;
pub mod create;
pub mod deletion;
pub mod frames;
pub mod index;
pub mod line;
pub mod panel;
pub mod rooms;
pub mod saying;
pub mod show;
pub mod voice;

use actix_web::HttpResponse;
use actix_web::http::header;
use model::Connection;
use model::chat::{self, ChatMessage};
use model::show_access::Pass;
use model::shows::{ChatMode, Show};

use crate::error::PageError;
use crate::shows::door;
use crate::visit::{SignedIn, Visit};

/// Where the chat stands on the page of a show.
#[must_use]
pub fn place(show: &Show) -> String {
    format!("{}#chat", urls::live::show(&show.slug))
}

/// The show at an address, if it has a chat, and what lets the visitor in.
///
/// # Errors
/// 404 when there is no such show or no chat; 403 for whoever is not let into the show.
pub async fn enter(db: &mut Connection, visit: &Visit, slug: &str) -> Result<(Show, Pass), PageError> {
    let (show, _) = door::find(db, slug).await?;
    if show.chat == ChatMode::Off {
        return Err(PageError::not_found());
    }
    match door::pass(db, visit, &show).await? {
        Some(pass) => Ok((show, pass)),
        None => Err(PageError::forbidden("This chat is for those who are let into the show.")
            .leading_to(&urls::live::show(&show.slug), "Go to the show")),
    }
}

/// A line that the account may take away, and its show.
///
/// # Errors
/// 404 for a line that is not there, and for whoever does not look after this chat.
pub async fn moderated(
    db: &mut Connection,
    visit: &SignedIn,
    (slug, id): &(String, String),
) -> Result<(Show, ChatMessage), PageError> {
    let (show, _) = door::find(db, slug).await?;
    if !chat::may_moderate(db, show.artist_id, visit.account.id).await? {
        return Err(PageError::not_found());
    }
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let line = chat::find(db, id).await?.filter(|line| line.show_id == show.id);
    Ok((show, line.ok_or_else(PageError::not_found)?))
}

/// What a moderator is answered: nothing but that it is done for a script, else the show's page, which says so.
#[must_use]
pub fn done(visit: &Visit, show: &Show, said: &str) -> HttpResponse {
    let accepts = visit.request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accepts == Some("application/json") {
        return HttpResponse::NoContent().finish();
    }
    visit.redirect_saying(&place(show), said)
}
