//! `GET /discover?tag=&place=&label=&format=&sort=&before=`: everything that is published, narrowed by what the address says.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Utc;
use model::Connection;
use model::charts::{Charted, Period};
use model::discovery::{self, Format, Narrowed};
use model::feeds::Cursor;
use model::ids::ReleaseId;

use super::asked::{Asked, Sort};
use super::cards;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::sleeve::{Card, Sleeve};
use crate::shows::agenda::Agenda;
use crate::visit::Visit;

/// Releases on a page.
const PER_PAGE: i64 = 24;
/// How many of the most heard are listed: they have one page.
const MOST_HEARD: usize = 100;
/// The most tags above the list.
const TAGS: i64 = 24;
/// The most places to choose from.
const PLACES: i64 = 60;

/// The list.
#[derive(Template)]
#[template(path = "discovery/index.html")]
pub struct DiscoverPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// What the address says.
    pub asked: Asked,
    /// The list without its tag.
    pub everything: String,
    /// The same list, the newest first.
    pub newest: String,
    /// The first page of this list.
    pub first: String,
    /// The chosen place.
    pub place: String,
    /// What is asked for in words: "album tagged ambient from Fife"; empty for everything.
    pub words: String,
    /// Tags to narrow it to: the word, the address, and whether it is the one.
    pub tags: Vec<(String, String, bool)>,
    /// Places to narrow it to: value and words.
    pub places: Vec<(String, String)>,
    /// Formats to narrow it to.
    pub formats: Vec<(&'static str, &'static str)>,
    /// Orders.
    pub sorts: Vec<(&'static str, &'static str)>,
    /// The chosen format's word.
    pub format: &'static str,
    /// The chosen order's word.
    pub sort: &'static str,
    /// Who is live, and who will be; on the first page of everything.
    pub agenda: Agenda,
    /// The releases.
    pub cards: Vec<Card>,
    /// The next page; empty for none.
    pub older: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let asked = asked.into_inner();
    let narrowed = asked.narrowed();
    let mut db = visit.db().await?;
    let (cards, older) = list(&visit, &mut db, &asked, &narrowed).await?;
    let tags = tags(&mut db, &asked, &narrowed).await?;
    let places = places(&mut db, &narrowed).await?;
    let is_later = !asked.before.is_empty();
    let agenda = if narrowed.is_open() && !is_later {
        Agenda::of_instance(&mut db, Utc::now()).await?
    } else {
        Agenda::default()
    };
    drop(db);
    let words = words(&narrowed);
    let format = narrowed.format.map(Format::word).unwrap_or_default();
    let title = if words.is_empty() { "Discover".to_owned() } else { format!("Discover: {words}") };
    let page = visit.page(&title);
    let description = match words.as_str() {
        "" => format!("What is new on {}.", visit.app.name()),
        words => format!("Music on {}: {words}.", visit.app.name()),
    };
    render(&DiscoverPage {
        page: if cards.is_empty() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, &asked.address(), "website", description),
        everything: Asked { tag: String::new(), ..asked.clone() }.address(),
        newest: Asked { sort: String::new(), ..asked.clone() }.address(),
        first: asked.address(),
        place: narrowed.place,
        words,
        tags,
        places,
        formats: [("", "Any format")].into_iter().chain(Format::all().map(|one| (one.word(), one.name()))).collect(),
        sorts: Sort::ALL.map(|sort| (sort.word(), sort.name())).to_vec(),
        format,
        sort: asked.sort().word(),
        agenda,
        cards,
        older,
        is_later,
        asked,
    })
}

/// The cards of a page, and the address of the next one; empty for none.
async fn list(
    visit: &Visit,
    db: &mut Connection,
    asked: &Asked,
    narrowed: &Narrowed,
) -> Result<(Vec<Card>, String), PageError> {
    let mut older = String::new();
    let found = match asked.sort() {
        Sort::New => {
            let before: Option<Cursor> = asked.before.parse().ok();
            let mut found = discovery::newest(db, narrowed, before, PER_PAGE + 1).await?;
            if cards::cut(&mut found, PER_PAGE) {
                older = found.last().map(|entry| asked.behind(&entry.cursor.to_string())).unwrap_or_default();
            }
            return Ok((cards::of(&visit.app, db, &found).await?, older));
        }
        Sort::Heard => {
            let ids = most_heard(visit, db).await?;
            discovery::of_ids(db, narrowed, &ids).await?
        }
        Sort::Title => {
            let after: Option<ReleaseId> = asked.before.parse().ok();
            let mut found = discovery::by_title(db, narrowed, after, PER_PAGE + 1).await?;
            if cards::cut(&mut found, PER_PAGE) {
                older = found.last().map(|(_, release)| asked.behind(&release.id.to_string())).unwrap_or_default();
            }
            found
        }
    };
    Ok((Sleeve::load_all(db, found).await?.iter().map(Sleeve::card).collect(), older))
}

async fn most_heard(visit: &Visit, db: &mut Connection) -> Result<Vec<ReleaseId>, PageError> {
    let places = visit.app.charts.places(db, (Charted::Releases, Period::Month), MOST_HEARD).await?;
    Ok(places.iter().map(|place| ReleaseId(place.id)).collect())
}

/// The tags above the list; the one it is narrowed to is among them.
async fn tags(
    db: &mut Connection,
    asked: &Asked,
    narrowed: &Narrowed,
) -> Result<Vec<(String, String, bool)>, PageError> {
    let own = narrowed.tag.to_lowercase();
    let mut words: Vec<String> = discovery::tags_lately(db, TAGS).await?.into_iter().map(|count| count.tag).collect();
    if !own.is_empty() && !words.contains(&own) {
        words.insert(0, own.clone());
    }
    let chip = |word: String| {
        let href = Asked { tag: word.clone(), before: String::new(), ..asked.clone() }.address();
        let is_current = word == own;
        (word, href, is_current)
    };
    Ok(words.into_iter().map(chip).collect())
}

/// The places to choose from; the chosen one is among them.
async fn places(db: &mut Connection, narrowed: &Narrowed) -> Result<Vec<(String, String)>, PageError> {
    let mut all = vec![(String::new(), "Anywhere".to_owned())];
    if !narrowed.place.is_empty() {
        all.push((narrowed.place.clone(), narrowed.place.clone()));
    }
    let known = discovery::places(db, PLACES).await?.into_iter().map(|count| count.place);
    all.extend(known.filter(|place| *place != narrowed.place).map(|place| (place.clone(), place)));
    Ok(all)
}

/// "albums tagged ambient, from Fife, on Low Tide"; empty for everything.
fn words(narrowed: &Narrowed) -> String {
    let mut parts = Vec::new();
    if let Some(format) = narrowed.format {
        parts.push(format.name().to_owned());
    }
    for (before, word) in [("tagged", &narrowed.tag), ("from", &narrowed.place), ("on", &narrowed.label)] {
        if !word.is_empty() {
            parts.push(format!("{before} {word}"));
        }
    }
    parts.join(", ")
}
