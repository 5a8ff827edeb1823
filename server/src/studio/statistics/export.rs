//! `GET /studio/artists/{handle}/statistics.csv`: the page's tables as files.

use actix_web::{HttpResponse, web};
use model::statistics::{self, By};

use super::asked::{Asked, StatisticsQuery};
use crate::csv_table;
use crate::error::PageError;
use crate::visit::SignedIn;

/// Sends one: `days` if nothing else is asked for, `tracks`, `leaves` (of each track by hundredths), `sources`, `devices`,
/// `qualities` or `followers`.
///
/// # Errors
/// 404 for an artist, a release, a track or a table that is not there.
pub async fn export(
    visit: SignedIn,
    handle: web::Path<String>,
    query: web::Query<StatisticsQuery>,
) -> Result<HttpResponse, PageError> {
    let db = &mut *visit.db().await?;
    let asked = Asked::of(db, &visit, &handle, &query).await?;
    let (head, lines) = match query.table.as_str() {
        "" | "days" => days(db, &asked).await?,
        "tracks" => of_tracks(db, &asked).await?,
        "leaves" => leaves(db, &asked).await?,
        "sources" => shares(db, &asked, ("source", By::Source)).await?,
        "devices" => shares(db, &asked, ("device", By::Device)).await?,
        "qualities" => shares(db, &asked, ("quality", By::Rung)).await?,
        "followers" => followers(db, &asked).await?,
        _ => return Err(PageError::not_found()),
    };
    let table = if query.table.is_empty() { "days" } else { &query.table };
    let name = format!("{}-{table}-{}-{}.csv", asked.desk.artist.handle, asked.span.from, asked.span.to);
    Ok(csv_table::answer(&name, &head, lines))
}

type Table = (Vec<&'static str>, Vec<Vec<String>>);

async fn days(db: &mut model::Connection, asked: &Asked) -> Result<Table, PageError> {
    let head = vec![
        "day",
        "plays",
        "listeners",
        "listens",
        "finished",
        "skipped",
        "heard_seconds",
        "stops",
        "stopped_ms",
        "first_sound_ms",
    ];
    let days = statistics::days(db, asked.subject, &asked.ids, asked.span).await?;
    let line = |day: &statistics::Day| {
        let first_sound = if day.delays > 0 { (day.start_delay_ms / day.delays).to_string() } else { String::new() };
        let counts = [day.plays, day.listeners, day.starts, day.completed, day.skipped, day.heard_ms / 1000];
        let mut cells = vec![day.day.to_string()];
        cells.extend(counts.into_iter().chain([day.stalls, day.stall_ms]).map(|count| count.to_string()));
        cells.push(first_sound);
        cells
    };
    Ok((head, days.iter().map(line).collect()))
}

async fn of_tracks(db: &mut model::Connection, asked: &Asked) -> Result<Table, PageError> {
    let totals = statistics::tracks(db, &asked.ids, asked.span).await?;
    let named = statistics::named(db, &asked.ids).await?;
    let line = |total: &statistics::TrackTotals| {
        let track = named.iter().find(|track| track.id == total.track)?;
        let release = asked.releases.iter().find(|release| release.id == track.release_id)?;
        let counts = [total.plays, total.starts, total.completed].map(|count| count.to_string());
        Some([release.title.clone(), track.title.clone()].into_iter().chain(counts).collect())
    };
    Ok((vec!["release", "track", "plays", "listens", "finished"], totals.iter().filter_map(line).collect()))
}

async fn leaves(db: &mut model::Connection, asked: &Asked) -> Result<Table, PageError> {
    let leaves = statistics::leaves(db, &asked.ids, asked.span).await?;
    let named = statistics::named(db, &asked.ids).await?;
    let mut lines = Vec::new();
    for track in &named {
        let Some(leaves) = leaves.get(&track.id) else { continue };
        let there = leaves.stay().into_iter().enumerate();
        lines.extend(there.map(|(at, stay)| vec![track.title.clone(), at.to_string(), stay.to_string()]));
    }
    Ok((vec!["track", "percent_of_track", "percent_still_there"], lines))
}

async fn shares(db: &mut model::Connection, asked: &Asked, (name, by): (&'static str, By)) -> Result<Table, PageError> {
    let shares = statistics::shares(db, &asked.ids, asked.span, by).await?;
    let lines = shares.into_iter().map(|share| vec![share.word, share.plays.to_string()]);
    Ok((vec![name, "plays"], lines.collect()))
}

async fn followers(db: &mut model::Connection, asked: &Asked) -> Result<Table, PageError> {
    let followers = super::figures::followers(db, asked).await?.ok_or_else(PageError::not_found)?;
    let lines = followers.by_day.into_iter().map(|(day, came)| vec![day.to_string(), came.to_string()]);
    Ok((vec!["day", "new_followers"], lines.collect()))
}
