//! `GET /@{artist}/live`: an artist's shows.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::artists;
use model::releases;
use model::shows::{self, Show, State};

use super::agenda;
use super::index::ShowsPage;
use super::poster::Poster;
use crate::error::PageError;
use crate::page::render;
use crate::preview::Preview;
use crate::releases::show as release;
use crate::visit::Visit;

/// The word of a release that stood at this address before there were shows.
const LIVE: &str = "live";

/// Shows them.
///
/// # Errors
/// 404 when there is no such artist.
pub async fn index(visit: Visit, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    // Many a record is called Live: one that was there first keeps its address.
    if releases::public_by_path(&mut db, &handle, LIVE).await?.is_some() {
        drop(db);
        return release::show(visit, web::Path::from((handle.into_inner(), LIVE.to_owned()))).await;
    }
    let all = shows::of_artist(&mut db, artist.id).await?;
    let soon = agenda::planned(&all, Utc::now());
    let (on_air, rest): (Vec<Show>, Vec<Show>) = all.into_iter().partition(Show::is_on_air);
    let past = rest.into_iter().filter(|show| show.state() == State::Over && show.replays);
    let with_artist = |show: Show| (show, artist.clone());
    let on_air = Poster::load_all(&mut db, on_air.into_iter().map(with_artist).collect()).await?;
    let past = Poster::load_all(&mut db, past.map(with_artist).collect()).await?;
    drop(db);
    let description = format!("Live sets and stations of {} on {}.", artist.name, visit.app.name());
    render(&ShowsPage {
        page: visit.page(&format!("Live: {}", artist.name)).in_hues(artist.hue1, artist.hue2),
        preview: Preview::of(&visit.app, &urls::live::of_artist(&artist.handle), "website", description),
        artist_href: urls::artist(&artist.handle),
        artist: artist.name,
        on_air: on_air.iter().map(|poster| poster.card("On air now".to_owned())).collect(),
        soon,
        past: past.iter().map(|poster| poster.card(day(poster.show.started_at))).collect(),
    })
}

/// "21 November 2026".
fn day(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.format("%-d %B %Y").to_string()).unwrap_or_default()
}
