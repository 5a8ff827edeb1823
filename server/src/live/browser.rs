//! `GET /live/{slug}/source`: the browser as a source. Over a WebSocket come pieces of WebM as the browser records them; what
//! goes back are texts, `{"ready":true}` once a worker takes the sound, and
//! `{"problem":"…","again":false}` with a sentence, and whether to try again, before the end.

mod line;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use live::link::SourceFacts;
use model::shows::{self, State};
use model::{artists, members};
use serde::Deserialize;

use super::clients;
use crate::error::PageError;
use crate::visit::SignedIn;

/// Longest name of a line, in characters.
const LONGEST_NAME: usize = 64;

/// What the page asks for.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// A name that the page gives itself: when it comes back it takes the place of its own line, which may not be known to be
    /// dead yet, and nobody else's.
    #[serde(default)]
    line: String,
}

/// Opens the socket for the artist's people.
///
/// # Errors
/// 404 for a show of others, 403 for a page of another site or a suspended artist, 400 for a show that is over.
pub async fn show(
    visit: SignedIn,
    slug: web::Path<String>,
    query: web::Query<Query>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let show = shows::by_slug(&mut db, &slug).await?.ok_or_else(PageError::not_found)?;
    members::role(&mut db, show.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(&mut db, show.artist_id).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    if artist.suspended_at.is_some() {
        return Err(PageError::forbidden("This artist is suspended and cannot go live."));
    }
    if !is_own(&visit.request) {
        return Err(PageError::stale_form());
    }
    if matches!(show.state(), State::Over | State::Cancelled) {
        return Err(PageError::bad_request("This show is over. Plan another one to go live again."));
    }
    let (answer, session, messages) =
        actix_ws::handle(&visit.request, payload).map_err(|_| PageError::bad_request("Open this with a WebSocket."))?;
    let facts = SourceFacts {
        kind: "browser".to_owned(),
        client: clients::name(&visit.user_agent()).to_owned(),
        content_type: "audio/webm".to_owned(),
        takes_over: show.allows_takeover,
        line: query.into_inner().line.chars().take(LONGEST_NAME).collect(),
    };
    let messages =
        messages.max_frame_size(line::LARGEST).aggregate_continuations().max_continuation_size(line::LARGEST);
    actix_web::rt::spawn(line::run(visit.app.clone(), (show.id, facts), session, messages));
    Ok(answer)
}

/// Whether the page that opens a socket is one of ours: cookies alone come from any page.
#[must_use]
pub fn is_own(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host) == text(header::HOST)
}
