//! `GET /live/{slug}/chat`: the chat as it happens, over a WebSocket.

use actix_web::{HttpResponse, web};
use model::ids::ChatMessageId;
use serde::Deserialize;

use super::connection::{self, Chatter, LARGEST};
use super::enter;
use super::voice::Voice;
use crate::error::PageError;
use crate::live::browser::is_own;
use crate::visit::Visit;

/// What the page asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The last line that it has.
    after: Option<String>,
}

/// Opens the socket for whoever is let into the show.
///
/// # Errors
/// 404 when there is no such show or no chat; 403 for whoever is not let in, and for a page of another site.
pub async fn show(
    visit: Visit,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    if !is_own(&visit.request) {
        return Err(PageError::stale_form());
    }
    let mut db = visit.db().await?;
    let (show, pass) = enter(&mut db, &visit, &slug).await?;
    let voice = Voice::of(&mut db, &visit).await?;
    drop(db);
    let (answer, session, messages) =
        actix_ws::handle(&visit.request, payload).map_err(|_| PageError::bad_request("Open this with a WebSocket."))?;
    let messages = messages.max_frame_size(LARGEST).aggregate_continuations().max_continuation_size(LARGEST);
    let seat = visit.app.chat_rooms.join(&visit.app, &show);
    let chatter = Chatter { app: visit.app.clone(), voice, pass, seat, session };
    let after = asked.after.as_deref().and_then(|id| id.parse::<ChatMessageId>().ok());
    actix_web::rt::spawn(connection::run(chatter, messages, after));
    Ok(answer)
}
