//! `GET /`: what this instance is, what is new, by whom.

use actix_web::HttpResponse;
use askama::Template;
use chrono::Utc;
use model::charts::Period;
use model::releases::listing;
use model::{Connection, discovery, tracks};

use super::structured;
use crate::artists::person::Person;
use crate::charts::{self, show::Listed};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::addresses::Addresses;
use crate::releases::details::Tag;
use crate::releases::hero::Hero;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::{Card, Sleeve};
use crate::shows::agenda::Agenda;
use crate::tracks::playing;
use crate::visit::Visit;

/// New releases on the page, the one in its upper part included.
const RELEASES: i64 = 13;
/// Artists on the page.
const ARTISTS: i64 = 24;
/// Tags on the page.
const TAGS: i64 = 16;
/// Tracks of the charts on the page.
const CHART: usize = 5;

/// The start page.
#[derive(Template)]
#[template(path = "home/show.html")]
pub struct HomePage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// Who is live, and who will be.
    pub agenda: Agenda,
    /// The newest release.
    pub feature: Option<Feature>,
    /// What else is new.
    pub cards: Vec<Card>,
    /// What most people heard this week.
    pub charts: Listed,
    /// What it is tagged.
    pub tags: Vec<Tag>,
    /// Who made it.
    pub artists: Vec<Person>,
}

/// The newest release, ready to play.
pub struct Feature {
    /// Its page.
    pub href: String,
    /// Its cover, title and what plays first.
    pub hero: Hero,
    /// Its tracks for the player, as JSON.
    pub playing: String,
}

impl Feature {
    async fn load(visit: &Visit, db: &mut Connection, sleeve: &Sleeve) -> Result<Self, PageError> {
        let tracks = tracks::of_release(db, sleeve.release.id).await?;
        let record =
            Record { sleeve: sleeve.clone(), entries: Entry::load_all(db, tracks).await?, credits: Vec::new() };
        let addresses = Addresses::public(db, visit, sleeve).await?;
        let entries: Vec<&Entry> = record.entries.iter().collect();
        Ok(Self {
            href: addresses.release(),
            hero: Hero::of(&visit.app, sleeve, &sleeve.release.title, &entries, &addresses),
            playing: playing::json(&playing::of_record(&record, &addresses))?,
        })
    }
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let newest = discovery::new_releases(&mut db, None, RELEASES).await?;
    let sleeves = Sleeve::load_all(&mut db, newest).await?;
    let told = sleeves.first().map(|sleeve| sleeve.release.id);
    let charts = charts::show::top_tracks(&visit, &mut db, Period::Week, CHART, told).await?;
    let tags = discovery::tags_lately(&mut db, TAGS).await?;
    let artists = listing::artists_heard(&mut db, ARTISTS).await?;
    let artists = Person::load_all(&mut db, &artists).await?;
    let feature = match sleeves.first() {
        Some(sleeve) => Some(Feature::load(&visit, &mut db, sleeve).await?),
        None => None,
    };
    let agenda = Agenda::of_instance(&mut db, Utc::now()).await?;
    drop(db);
    let description = format!("{}: music from the people who made it, on a server they own.", visit.app.name());
    // The newest record lends the page its colours.
    let page = visit.page(visit.app.name());
    let page = match sleeves.first().map(Sleeve::hues) {
        Some((hue1, hue2)) => page.in_hues(hue1, hue2),
        None => page,
    };
    render(&HomePage {
        page,
        preview: Preview {
            structured: structured::site(&visit.app)?,
            ..Preview::of(&visit.app, "/", "website", description)
        },
        agenda,
        feature,
        cards: sleeves.iter().skip(1).map(Sleeve::card).collect(),
        charts,
        tags: tags.iter().map(|count| Tag::of(&count.tag)).collect(),
        artists,
    })
}
