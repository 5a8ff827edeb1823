//! `GET /library/collection?q=`: what somebody bought, was given or has as a member, with its files in every format.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::collection::{self, Owned};
use model::downloads::{self, DownloadFormat};
use model::ids::{EntitlementId, MasterId, ReleaseId};
use model::masters::{self, Master};
use model::tracks;
use serde::Deserialize;
use uuid::Uuid;

use crate::downloads::goods::Counter;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::sleeve::{Card, Sleeve};
use crate::visit::SignedIn;

/// How many are on a page.
const PER_PAGE: usize = 24;
/// The most that are shown of what a member has.
const AS_MEMBER: i64 = 24;
/// The most characters that are looked for.
const MOST_CHARS: usize = 100;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    before: Option<Uuid>,
}

/// The page.
#[derive(Template)]
#[template(path = "library/collection.html")]
pub struct CollectionPage {
    /// The common part.
    pub page: Page,
    /// What was looked for; empty for everything.
    pub words: String,
    /// What they own, newest first.
    pub shelf: Vec<Item>,
    /// What they have as a member.
    pub as_member: Vec<Card>,
    /// Whether the list goes on from a page before.
    pub is_later: bool,
    /// The next page; empty for none.
    pub next: String,
}

/// Something owned.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its cover, title, page and artist.
    pub card: Card,
    /// "Bought 3 May 2026".
    pub how: String,
    /// The track, where it was bought by itself.
    pub track: String,
    /// Its files: format and address.
    pub files: Vec<(&'static str, String)>,
    /// The page of all its files.
    pub all: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let words: String = asked.q.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_CHARS).collect();
    let mut db = visit.db().await?;
    let before = asked.before.map(EntitlementId);
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut owned = collection::owned(&mut db, visit.account.id, &words, before, limit).await?;
    let goes_on = owned.len() > PER_PAGE;
    owned.truncate(PER_PAGE);
    let next = match owned.last().filter(|_| goes_on) {
        Some(last) => format!("{}?q={}&before={}", urls::library::COLLECTION, urls::encode(&words), last.id),
        None => String::new(),
    };
    let is_later = before.is_some();
    let as_member = match is_later {
        true => Vec::new(),
        false => collection::as_member(&mut db, visit.account.id, &words, AS_MEMBER).await?,
    };
    let as_member = Sleeve::load_all(&mut db, as_member).await?.iter().map(Sleeve::card).collect();
    let shelf = items(&mut db, owned).await?;
    drop(db);
    render(&CollectionPage { page: visit.page("Collection").hidden(), words, shelf, as_member, is_later, next })
}

async fn items(db: &mut Connection, owned: Vec<Owned>) -> Result<Vec<Item>, PageError> {
    let masters = masters_of(db, &owned).await?;
    let pairs = owned.iter().map(|one| (one.artist.clone(), one.release.clone())).collect();
    let sleeves = Sleeve::load_all(db, pairs).await?;
    let none = Vec::new();
    let item = |(one, sleeve): (&Owned, &Sleeve)| {
        let masters = masters.get(&one.release.id).unwrap_or(&none);
        let counter = Counter::of(&one.artist, &one.release);
        let verb = if one.is_bought { "Bought" } else { "With a code," };
        Item {
            card: sleeve.card(),
            how: format!("{verb} {}", one.since.format("%-d %B %Y")),
            track: one.track.as_ref().map(|track| track.title.clone()).unwrap_or_default(),
            files: files(one, masters, &counter),
            all: counter.all(),
        }
    };
    Ok(owned.iter().zip(&sleeves).map(item).collect())
}

/// The masters of the tracks of these releases.
async fn masters_of(db: &mut Connection, owned: &[Owned]) -> Result<HashMap<ReleaseId, Vec<Master>>, PageError> {
    let mut ids: Vec<ReleaseId> = owned.iter().map(|one| one.release.id).collect();
    ids.sort();
    ids.dedup();
    let all = tracks::of_releases(db, &ids).await?;
    let wanted: Vec<MasterId> = all.iter().filter_map(|track| track.master_id).collect();
    let found: HashMap<MasterId, Master> =
        masters::find_all(db, &wanted).await?.into_iter().map(|master| (master.id, master)).collect();
    let mut by_release: HashMap<ReleaseId, Vec<Master>> = HashMap::new();
    for track in all {
        if let Some(master) = track.master_id.and_then(|id| found.get(&id)) {
            by_release.entry(track.release_id).or_default().push(master.clone());
        }
    }
    Ok(by_release)
}

/// The pages that hand out each format, or have it made.
fn files(one: &Owned, masters: &[Master], counter: &Counter) -> Vec<(&'static str, String)> {
    let Some(track) = &one.track else {
        let formats = downloads::formats_of_all(masters);
        return formats.into_iter().map(|format| (name(format), counter.release_page(format))).collect();
    };
    let of_track = masters.iter().filter(|master| Some(master.id) == track.master_id);
    let formats = of_track.flat_map(downloads::formats_of);
    formats.map(|format| (name(format), counter.track_page(&track.slug, format))).collect()
}

fn name(format: DownloadFormat) -> &'static str {
    if format == DownloadFormat::Original { "Original" } else { format.name() }
}
