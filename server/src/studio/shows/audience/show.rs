//! `GET /studio/shows/{id}/audience`

use actix_web::{HttpResponse, web};
use askama::Template;
use model::{countries, show_sessions};

use super::curve::{self, Curve};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::words;
use crate::studio::shows::head::Head;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/audience.html")]
pub struct AudiencePage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// How many listen now.
    pub now: i64,
    /// The most at once.
    pub peak: i64,
    /// How many listens there were.
    pub listens: i64,
    /// How long one was on average.
    pub average: String,
    /// Over time; none for too short a while.
    pub curve: Option<Curve>,
    /// Listens by country, in words.
    pub countries: Vec<(String, i64)>,
    /// Listens by program.
    pub clients: Vec<(String, i64)>,
    /// What was played, as a table.
    pub performances: String,
    /// All this as a table.
    pub table: String,
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let report = show_sessions::report(&mut db, show.id).await?;
    drop(db);
    render(&AudiencePage {
        page: visit.page(&format!("Audience of {}", show.title)).hidden().in_hues(artist.hue1, artist.hue2),
        head: Head::of(&artist, &show),
        now: report.now,
        peak: report.peak,
        listens: report.listens,
        average: words::clock(report.average_seconds * 1000),
        curve: curve::of(&report.curve),
        countries: report.by_country.into_iter().map(|(code, count)| (country(&code), count)).collect(),
        clients: report.by_client.into_iter().map(|(name, count)| (client(name), count)).collect(),
        performances: urls::live::performances(show.id.0),
        table: urls::live::audience_table(show.id.0),
    })
}

/// A country's name; not every listen says where it is from.
#[must_use]
pub fn country(code: &str) -> String {
    match code {
        "" => "Not known".to_owned(),
        code => countries::name(code).to_owned(),
    }
}

/// A program's name.
#[must_use]
pub fn client(name: String) -> String {
    match name.as_str() {
        "" => "Not known".to_owned(),
        "other" => "Another program".to_owned(),
        _ => name,
    }
}
