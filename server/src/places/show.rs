//! `GET /places/{place}?before=`: who is at home at a place, and what comes from it, the newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::discovery;
use model::releases::Release;

use crate::artists::person::Person;
use crate::discovery::asked::Asked as Address;
use crate::discovery::part::{self, Asked, PER_PAGE, Part};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::visit::Visit;

/// The most artists on the page.
const ARTISTS: i64 = 48;
/// The longest place that is looked for.
const CHARS: usize = 120;

/// The page.
#[derive(Template)]
#[template(path = "places/show.html")]
pub struct PlacePage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The place, as those write it who are there.
    pub place: String,
    /// Where it is narrowed further.
    pub narrow: String,
    /// Who is at home there; on the first page.
    pub artists: Vec<Person>,
    /// The releases.
    pub part: Part,
}

/// Shows it.
///
/// # Errors
/// 404 where the address has no word.
pub async fn show(visit: Visit, path: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let typed = part::word(&path, CHARS)?;
    if typed.split(',').all(|part| part.trim().is_empty()) {
        return Err(PageError::not_found());
    }
    let before = asked.cursor();
    let mut db = visit.db().await?;
    let found = discovery::by_place(&mut db, &typed, before, PER_PAGE + 1).await?;
    let artists = match before {
        None => discovery::artists_at(&mut db, &typed, ARTISTS).await?,
        Some(_) => Vec::new(),
    };
    let place = written(&typed, &found, &artists);
    let part = Part::of(&mut db, found, before, &urls::discovery::place(&place)).await?;
    let artists = Person::load_all(&mut db, &artists).await?;
    drop(db);
    let page = visit.page(&format!("Music from {place}"));
    let description = format!("Artists from {place} on {}, and what they brought out.", visit.app.name());
    render(&PlacePage {
        page: part.on(page, !artists.is_empty()),
        preview: Preview::of(&visit.app, &urls::discovery::place(&place), "website", description),
        narrow: Address { place: place.clone(), ..Address::default() }.address(),
        artists,
        part,
        place,
    })
}

/// The place as the first of these writes it: an address may be in lower case.
fn written(typed: &str, found: &[(Artist, Release)], artists: &[Artist]) -> String {
    let places = found.iter().flat_map(|(artist, release)| [&release.place, &artist.place]);
    let places = places.chain(artists.iter().map(|artist| &artist.place));
    let parts: Vec<&str> = places.flat_map(|place| place.split(',')).map(str::trim).collect();
    let one = |typed: &str| {
        let same = |part: &&&str| part.to_lowercase() == typed.to_lowercase();
        parts.iter().find(same).map_or_else(|| typed.to_owned(), |part| (*part).to_owned())
    };
    typed.split(',').map(|part| one(part.trim())).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
