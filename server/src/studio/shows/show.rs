//! `GET /studio/shows/{id}`: the desk of a show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::shows::Show;
use model::{releases, show_sessions, stream_keys};

use super::air::{self, Air};
use super::capture;
use super::head::Head;
use super::ways::{self, Way};
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/show.html")]
pub struct DeskPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// How the show is doing.
    pub air: Air,
    /// Where that is told while it happens.
    pub status: String,
    /// Where the browser sends its sound.
    pub source: String,
    /// How many keys of the show work.
    pub keys: usize,
    /// A key just made, shown this once; else empty.
    pub fresh: String,
    /// How tools connect.
    pub ways: Vec<Way>,
    /// Sound cards: the value of a choice, and what it says.
    pub cards: Vec<(String, String)>,
    /// What is to be said of a show that is over.
    pub over: &'static str,
    /// The draft of its recording; empty while there is none.
    pub release: String,
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = super::find(&mut db, &visit, &id).await?;
    drop(db);
    page(&visit, found, String::new()).await
}

/// The desk, with a key that was just made: 201 then.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn, (artist, show): (Artist, Show), fresh: String) -> Result<HttpResponse, PageError> {
    // The worker is asked before a connection is taken: it may let one wait.
    let status = air::status(&visit.app, &show).await;
    let mut db = visit.db().await?;
    let listeners = show_sessions::running(&mut db, show.id).await?;
    let keys = stream_keys::of_show(&mut db, show.id).await?.len();
    let cards = capture::choices(&mut db).await?;
    let release = match show.recording_release_id {
        Some(id) => releases::find(&mut db, id).await?.map(|release| urls::studio::release(release.id.0)),
        None => None,
    };
    drop(db);
    let head = Head::of(&artist, &show);
    let page = DeskPage {
        page: visit.page(&show.title).hidden().in_hues(artist.hue1, artist.hue2),
        air: Air::of(status.as_ref(), listeners),
        status: urls::live::status(show.id.0),
        source: urls::live::source(&show.slug),
        keys,
        ways: ways::of(&visit.app, &show.slug, &fresh),
        cards,
        over: over(&show, release.is_some()),
        release: release.unwrap_or_default(),
        head,
        fresh,
    };
    let status = if page.fresh.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    render_as(status, &page)
}

fn over(show: &Show, has_release: bool) -> &'static str {
    match (show.cancelled_at.is_some(), show.records, has_release) {
        (true, ..) => "The show was cancelled. Its page says so.",
        (_, _, true) => {
            "Its recording is a draft release, cut at your marks. Listen to it, mend the cuts, publish it or not."
        }
        (_, true, false) => {
            "Its recording is being cut at your marks. In a few minutes it is a draft release, and waits here."
        }
        (_, false, false) => "It was not recorded.",
    }
}
