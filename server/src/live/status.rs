//! `GET /studio/shows/{id}/status`: how a show is doing, for the artist's desk, as server-sent events.
//!
//! Each message is one `live::link::Status` as JSON, ten a second while something plays. While no worker owns the show, an event
//! `idle` comes instead.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use live::link::{Answer, Ask, Status, read_line};
use model::ids::ShowId;
use model::{members, shows};

use super::edge::Link;
use crate::app::App;
use crate::error::PageError;
use crate::events::{self, Teller};
use crate::studio::find;
use crate::visit::SignedIn;

/// When a browser that lost the stream comes again.
const RETRY: Duration = Duration::from_secs(2);
/// How long to wait before a worker is asked again.
const AGAIN: Duration = Duration::from_secs(1);
const IDLE: &str = "event: idle\ndata: {}\n\n";

/// One open desk.
struct Watch {
    app: web::Data<App>,
    show: ShowId,
    link: Option<Link>,
    /// Whether the desk knows that nobody owns the show.
    is_idle: bool,
}

/// Opens the stream.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let id: ShowId = find::id(&id)?;
    let mut db = visit.db().await?;
    let show = shows::find(&mut db, id).await?.ok_or_else(PageError::not_found)?;
    members::role(&mut db, show.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    let watch = Watch { app: visit.app.clone(), show: show.id, link: None, is_idle: false };
    Ok(events::answer(RETRY, "", watch))
}

impl Teller for Watch {
    async fn next(&mut self) -> Option<String> {
        let stop = self.app.stop.clone();
        tokio::select! {
            () = stop.cancelled() => None,
            text = self.look() => Some(text),
        }
    }
}

impl Watch {
    /// The next thing to send.
    async fn look(&mut self) -> String {
        loop {
            let Some(link) = &mut self.link else {
                if let Some(text) = self.connect().await {
                    return text;
                }
                continue;
            };
            match tokio::time::timeout(events::HEARTBEAT, read_line::<Status>(link)).await {
                Ok(Ok(Some(status))) => {
                    self.is_idle = false;
                    // A status is numbers and texts, which JSON can always say.
                    return events::message(&serde_json::to_string(&status).unwrap_or_else(|_| "{}".to_owned()));
                }
                // Nothing plays; the line is kept open.
                Err(_) => return events::STILL_HERE.to_owned(),
                Ok(_) => self.link = None,
            }
        }
    }

    /// Asks for a worker; what to tell the desk when there is none.
    async fn connect(&mut self) -> Option<String> {
        match self.app.edge.ask(self.show, Ask::Watch).await {
            Ok((Answer::Done, link)) => {
                self.link = Some(link);
                None
            }
            _ if !self.is_idle => {
                self.is_idle = true;
                Some(IDLE.to_owned())
            }
            _ => {
                tokio::time::sleep(AGAIN).await;
                None
            }
        }
    }
}
