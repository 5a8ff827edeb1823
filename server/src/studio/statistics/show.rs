//! `GET /studio/artists/{handle}/statistics`: what was heard.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use model::statistics::{self, By, Day};

use super::asked::{Asked, PERIODS, StatisticsQuery};
use super::chart::{self, Chart};
use super::figures::{self, Bar, Figure, Row, Whole};
use super::words::{grouped, length, percent};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/statistics/show.html")]
pub struct StatisticsPage {
    /// The common part.
    pub page: Page,
    /// What is asked for.
    pub asked: Asked,
    /// Word and name of every period, and its address.
    pub periods: Vec<(&'static str, &'static str, String)>,
    /// Whether anything was heard in these days.
    pub is_heard: bool,
    /// The great numbers.
    pub figures: Vec<Figure>,
    /// The line of plays.
    pub chart: Chart,
    /// Where.
    pub sources: Vec<Bar>,
    /// On what.
    pub devices: Vec<Bar>,
    /// In which quality.
    pub rungs: Vec<Bar>,
    /// The tracks, but on a track's own page.
    pub rows: Vec<Row>,
    /// The track by itself.
    pub whole: Option<Whole>,
    /// How the sound came through, in words.
    pub facts: Vec<(&'static str, String)>,
    /// What was sold, in each currency.
    pub sold: Vec<(String, String)>,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist, a release or a track of others.
pub async fn show(
    visit: SignedIn,
    handle: web::Path<String>,
    query: web::Query<StatisticsQuery>,
) -> Result<HttpResponse, PageError> {
    let db = &mut *visit.db().await?;
    let asked = Asked::of(db, &visit, &handle, &query).await?;
    let now = statistics::days(db, asked.subject, &asked.ids, asked.span).await?;
    let before = statistics::days(db, asked.subject, &asked.ids, asked.span.before()).await?;
    let followers = figures::followers(db, &asked).await?;
    let (sum, earlier) = (figures::total(&now), figures::total(&before));
    let whole = match &asked.track {
        Some(track) => Some(figures::whole(db, &asked, track).await?),
        None => None,
    };
    let address = |(word, name): &(&'static str, &'static str)| (*word, *name, asked.with_period(word));
    render(&StatisticsPage {
        page: asked.desk.page(&visit, "Statistics"),
        periods: PERIODS.iter().map(address).collect(),
        is_heard: sum.plays + sum.starts > 0,
        figures: figures::figures(&sum, most_on_a_day(&now), &earlier, followers.as_ref()),
        chart: chart::chart(asked.span, &now, &before, &out(&asked)),
        sources: figures::bars(db, &asked, By::Source).await?,
        devices: figures::bars(db, &asked, By::Device).await?,
        rungs: figures::bars(db, &asked, By::Rung).await?,
        rows: if asked.track.is_some() { Vec::new() } else { figures::rows(db, &asked).await? },
        facts: facts(&sum),
        sold: figures::sold(db, &asked).await?,
        whole,
        asked,
    })
}

/// On which days what came out.
fn out(asked: &Asked) -> Vec<(NaiveDate, String)> {
    let chosen = asked.releases.iter().filter(|one| asked.release.as_ref().is_none_or(|release| release.id == one.id));
    let day =
        |release: &model::releases::Release| release.published_at.map(|at| (at.date_naive(), release.title.clone()));
    chosen.filter_map(day).collect()
}

fn facts(sum: &Day) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Heard in all", length(sum.heard_ms))];
    if let Some(skipped) = percent(sum.skipped, sum.starts) {
        facts.push(("Skipped", format!("{skipped} % of listens")));
    }
    if sum.delays > 0 {
        let seconds_tenths = sum.start_delay_ms / sum.delays / 100;
        facts.push(("First sound after", format!("{}.{} seconds", seconds_tenths / 10, seconds_tenths % 10)));
    }
    if sum.starts > 0 {
        let stalls = match sum.stalls {
            0 => "Never".to_owned(),
            1 => "Once".to_owned(),
            stalls => format!("{} times, {} together", grouped(stalls), seconds(sum.stall_ms)),
        };
        facts.push(("Sound stopped by itself", stalls));
    }
    facts
}

fn seconds(ms: i64) -> String {
    if ms < 120_000 { format!("{} seconds", ms / 1000) } else { length(ms) }
}

/// The listeners of the day that had most.
fn most_on_a_day(days: &[Day]) -> i64 {
    days.iter().map(|day| day.listeners).max().unwrap_or(0)
}
