//! `GET /studio/shows/{id}/relays`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::show_relays::{self, RelayState, ShowRelay};
use model::shows::Show;

use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::studio::shows::head::Head;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/relays.html")]
pub struct RelaysPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// The relays.
    pub rows: Vec<Row>,
    /// What was typed.
    pub address: String,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// A relay in the list.
pub struct Row {
    /// Where the sound goes, without what is secret of it.
    pub address: String,
    /// How it is doing.
    pub state: &'static str,
    /// The class of that.
    pub badge: &'static str,
    /// Why it does not take the sound.
    pub problem: String,
    /// Where it is removed.
    pub deletion: String,
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn index(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = crate::studio::shows::find(&mut db, &visit, &id).await?;
    drop(db);
    page(&visit, found, String::new(), FieldErrors::default()).await
}

/// The page, with what was typed and what is wrong with it: 422 then.
///
/// # Errors
/// When the database fails.
pub async fn page(
    visit: &SignedIn,
    (artist, show): (Artist, Show),
    address: String,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    let relays = show_relays::of_show(&mut *visit.db().await?, show.id).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = RelaysPage {
        page: visit.page(&format!("Relays of {}", show.title)).hidden().in_hues(artist.hue1, artist.hue2),
        head: Head::of(&artist, &show),
        rows: relays.into_iter().map(row).collect(),
        address,
        errors,
    };
    render_as(status, &page)
}

fn row(relay: ShowRelay) -> Row {
    let (state, badge) = match relay.state {
        RelayState::Waiting => ("Waits for the show", ""),
        RelayState::Sending => ("Gets the sound", "good"),
        RelayState::Failed => ("Does not take it", "bad"),
    };
    Row {
        address: relay.shown(),
        state,
        badge,
        problem: relay.problem,
        deletion: urls::live::relay_deletion(relay.id.0),
    }
}
