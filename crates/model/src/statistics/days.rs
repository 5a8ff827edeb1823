//! What was heard, day by day.

use chrono::NaiveDate;
use diesel::sql_types::{Array, BigInt, Date, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::{Span, Subject};
use crate::ids::TrackId;
use crate::{Connection, fixed};

/// A day of what was heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Day {
    /// Which.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Plays.
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
    /// Different listeners, as far as a day can tell.
    #[diesel(sql_type = BigInt)]
    pub listeners: i64,
    /// Listens that began in a player.
    #[diesel(sql_type = BigInt)]
    pub starts: i64,
    /// Those of them that came to the track's end.
    #[diesel(sql_type = BigInt)]
    pub completed: i64,
    /// Those of them whose listener went on to another track.
    #[diesel(sql_type = BigInt)]
    pub skipped: i64,
    /// How long all of them were heard.
    #[diesel(sql_type = BigInt)]
    pub heard_ms: i64,
    /// How often their sound stopped by itself.
    #[diesel(sql_type = BigInt)]
    pub stalls: i64,
    /// For how long.
    #[diesel(sql_type = BigInt)]
    pub stall_ms: i64,
    /// Of how many it is known how long they took to begin.
    #[diesel(sql_type = BigInt)]
    pub delays: i64,
    /// How long that was for all of them.
    #[diesel(sql_type = BigInt)]
    pub start_delay_ms: i64,
}

impl Day {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        Self {
            day: self.day,
            plays: self.plays + other.plays,
            listeners: self.listeners + other.listeners,
            starts: self.starts + other.starts,
            completed: self.completed + other.completed,
            skipped: self.skipped + other.skipped,
            heard_ms: self.heard_ms + other.heard_ms,
            stalls: self.stalls + other.stalls,
            stall_ms: self.stall_ms + other.stall_ms,
            delays: self.delays + other.delays,
            start_delay_ms: self.start_delay_ms + other.start_delay_ms,
        }
    }
}

/// The days of a span on which any of these tracks, which are all of the subject's, was heard; the first one first.
///
/// # Errors
/// When the database fails.
pub async fn days(
    connection: &mut Connection,
    subject: Subject,
    tracks: &[TrackId],
    span: Span,
) -> QueryResult<Vec<Day>> {
    fixed::query(include_str!("days.sql"))
        .bind::<Array<Uuid>, _>(tracks)
        .bind::<Date, _>(span.from)
        .bind::<Date, _>(span.to)
        .bind::<Uuid, _>(subject.id())
        .load(connection)
        .await
}
