//! A history that somebody brings along: what of it was heard of what is here.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::remembering::{AHEAD, FIRST};
use crate::ids::{AccountId, TrackId};
use crate::{Connection, fixed};

/// A listen as a file tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    /// Whose track.
    pub artist: String,
    /// Its title.
    pub title: String,
    /// The track here, where the file knows it.
    pub track: Option<TrackId>,
    /// When it began.
    pub at: DateTime<Utc>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many are new in the history.
    pub added: i64,
    /// How many were in it already.
    pub known: i64,
    /// How many are of tracks that are not here.
    pub unknown: i64,
    /// How many are in the future, or from before there were such files.
    pub refused: i64,
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    found: i64,
    #[diesel(sql_type = BigInt)]
    added: i64,
}

/// Writes listens into somebody's history: of tracks that everybody may hear, known by their id here or by artist and title. It
/// counts nowhere, and no scrobbler is told: it knows already.
///
/// # Errors
/// When the database fails.
pub async fn import(
    connection: &mut Connection,
    account: AccountId,
    listens: &[Listen],
    now: DateTime<Utc>,
) -> QueryResult<Imported> {
    let good: Vec<&Listen> = listens.iter().filter(|listen| (FIRST..=now + AHEAD).contains(&listen.at)).collect();
    let refused = count(listens.len()) - count(good.len());
    if good.is_empty() {
        return Ok(Imported { refused, ..Imported::default() });
    }
    let counts: Counts = fixed::query(include_str!("import.sql"))
        .bind::<Uuid, _>(account)
        .bind::<Array<Nullable<Uuid>>, _>(good.iter().map(|listen| listen.track.map(|id| id.0)).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(good.iter().map(|listen| listen.artist.as_str()).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(good.iter().map(|listen| listen.title.as_str()).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(good.iter().map(|listen| listen.at).collect::<Vec<_>>())
        .get_result(connection)
        .await?;
    Ok(Imported {
        added: counts.added,
        known: counts.found - counts.added,
        unknown: count(good.len()) - counts.found,
        refused,
    })
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
