//! What another program says that somebody heard: an app that was offline, or a file of theirs.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::Connection;
use crate::entitlements::{self, Who};
use crate::ids::{AccountId, TrackId};
use crate::plays::Source;
use crate::schema::{history_entries, tracks};

/// Clocks differ by so much.
pub(super) const AHEAD: Duration = Duration::minutes(10);
/// Before this nobody heard anything in a program that tells of it.
pub(super) const FIRST: DateTime<Utc> = DateTime::from_timestamp_nanos(1_009_843_200_000_000_000);

/// Why something is not written into a history.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// It has not been heard yet.
    #[error("That play is in the future. Check the clock of the program it comes from.")]
    Future,
    /// It is older than such programs are.
    #[error("That play is from before 2002. Check the date.")]
    TooOld,
    /// There is no such track for this account.
    #[error("There is no such track.")]
    NoTrack,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Writes down that somebody heard a track at `at`, unless their history is paused or has it already, and tells their scrobbler.
/// False where it was there. It does not count as a play: no clock of ours has seen it.
///
/// # Errors
/// When the time cannot be right, the account may not hear the track, or the database fails.
pub async fn remember(
    connection: &mut Connection,
    account: AccountId,
    track: TrackId,
    (source, at): (Source, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<bool, HistoryError> {
    if at > now + AHEAD {
        return Err(HistoryError::Future);
    }
    if at < FIRST {
        return Err(HistoryError::TooOld);
    }
    let release = tracks::table.find(track).select(tracks::release_id).first(connection).await;
    let release = release.map_err(|error| match error {
        diesel::result::Error::NotFound => HistoryError::NoTrack,
        other => HistoryError::Database(other),
    })?;
    let rights = entitlements::of_release_by_id(connection, release, Who::Account(account)).await?;
    if !rights.of(track).hears() {
        return Err(HistoryError::NoTrack);
    }
    connection
        .transaction(async |connection| {
            let before: i64 = history_entries::table
                .filter(history_entries::account_id.eq(account))
                .filter(history_entries::track_id.eq(track))
                .filter(history_entries::played_at.eq(at))
                .count()
                .get_result(connection)
                .await?;
            if before > 0 {
                return Ok(false);
            }
            super::listened(connection, account, track, (source, at)).await?;
            Ok(true)
        })
        .await
}
