//! `GET /library/history`: what one heard, the last first.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::history::{self, Entry, Filter};
use model::plays::Source;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// How many entries a page has.
const PER_PAGE: usize = 50;
/// More words than this are not looked for.
const WORDS_CHARS: usize = 200;

/// Which part of the history.
#[derive(Debug, Deserialize)]
pub struct HistoryQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "history/index.html")]
pub struct HistoryPage {
    /// The common part.
    pub page: Page,
    /// The words looked for.
    pub words: String,
    /// Whether nothing is written down at the moment.
    pub paused: bool,
    /// How many entries there are in all.
    pub count: i64,
    /// The days of this part, the last first.
    pub days: Vec<Day>,
    /// Where older entries are; empty where there are none.
    pub older: String,
    /// Whether this is not the first part.
    pub is_later_part: bool,
    /// Whether plays go to a scrobbling server.
    pub scrobbles: bool,
}

/// A day with its entries.
pub struct Day {
    /// "Saturday, 21 November 2026".
    pub name: String,
    /// What was heard on it, the last first.
    pub entries: Vec<Row>,
}

/// An entry.
pub struct Row {
    /// Where it is erased.
    pub erase: String,
    /// When it began.
    pub at: DateTime<Utc>,
    /// "21:07".
    pub time: String,
    /// The track's title.
    pub title: String,
    /// Its page; empty where it is not public any more.
    pub href: String,
    /// By whom, and on what.
    pub from: String,
    /// Where it was heard, if not on a page here.
    pub source: &'static str,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn, query: web::Query<HistoryQuery>) -> Result<HttpResponse, PageError> {
    let db = &mut *visit.db().await?;
    let words: String = query.q.trim().chars().take(WORDS_CHARS).collect();
    let filter = Filter {
        words: words.clone(),
        before: query.before.parse().ok(),
        limit: i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX),
    };
    let mut entries = history::of_account(db, visit.account.id, &filter).await?;
    let more = entries.len() > PER_PAGE;
    entries.truncate(PER_PAGE);
    let older = entries.last().filter(|_| more).map(|last| older(&words, last)).unwrap_or_default();
    render(&HistoryPage {
        page: visit.page("History").hidden(),
        paused: history::is_paused(db, visit.account.id).await?,
        count: history::count(db, visit.account.id).await?,
        scrobbles: model::scrobblers::find(db, visit.account.id).await?.is_some(),
        days: days(&entries),
        is_later_part: filter.before.is_some(),
        words,
        older,
    })
}

fn older(words: &str, last: &Entry) -> String {
    let query = [("q", words), ("before", &last.id.to_string())];
    let kept = query.iter().filter(|(_, value)| !value.is_empty());
    let query = serde_urlencoded::to_string(kept.collect::<Vec<_>>()).unwrap_or_default();
    format!("{}?{query}", urls::plays::HISTORY)
}

fn days(entries: &[Entry]) -> Vec<Day> {
    entries
        .chunk_by(|one, next| one.played_at.date_naive() == next.played_at.date_naive())
        .filter_map(|day| {
            let name = day.first()?.played_at.format("%A, %-d %B %Y").to_string();
            Some(Day { name, entries: day.iter().map(row).collect() })
        })
        .collect()
}

fn row(entry: &Entry) -> Row {
    let (artist, release, track) = (&entry.artist, &entry.release, &entry.track);
    let erase = urls::plays::history_entry_deletion(entry.id.0);
    let (at, time) = (entry.played_at, entry.played_at.format("%H:%M").to_string());
    let source = match entry.source {
        Source::Page => "",
        Source::Embed => "In a player on another page",
        Source::Subsonic => "In an app",
        Source::Podcast => "As a podcast",
    };
    if !entry.is_there {
        let title = "A track that is not public any more".to_owned();
        return Row { erase, at, time, title, href: String::new(), from: String::new(), source };
    }
    let by = if track.artist_name.is_empty() { &artist.name } else { &track.artist_name };
    Row {
        erase,
        at,
        time,
        title: track.title.clone(),
        href: urls::track(&artist.handle, &release.slug, &track.slug),
        from: format!("{by} · {}", release.title),
        source,
    }
}
