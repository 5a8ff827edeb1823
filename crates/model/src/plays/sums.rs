//! What is left of listens when they are forgotten: sums of a day, in which nobody is found again.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::listeners;
use crate::schema::plays;
use crate::{Connection, fixed};

/// Days that a listen is kept, the one it was on included: it is gone before it is thirty days old.
const KEPT_DAYS: u64 = 29;
/// A listen that said goodbye is over after this.
const OVER_AFTER: Duration = Duration::minutes(10);
/// One that did not is over after this.
const SILENT_AFTER: Duration = Duration::hours(2);

#[derive(QueryableByName)]
struct Summed {
    #[diesel(sql_type = BigInt)]
    listens: i64,
}

/// Adds what is over to the sums, and says how many listens that were. What is in them is closed.
///
/// # Errors
/// When the database fails.
pub async fn sum(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<i64> {
    add(connection, now, now - OVER_AFTER, now - SILENT_AFTER).await
}

/// Forgets the listens of more than thirty days ago: all that is left of them are sums. Says how many they were.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<usize> {
    let first_day = now.date_naive().checked_sub_days(Days::new(KEPT_DAYS)).unwrap_or_default();
    let before = first_day.and_time(NaiveTime::MIN).and_utc();
    connection
        .transaction(async |connection| {
            add(connection, now, before, before).await?;
            for objects in [LISTENERS_OF_TRACKS, LISTENERS_OF_RELEASES, LISTENERS_OF_ARTISTS] {
                diesel::sql_query(objects).bind::<Timestamptz, _>(before).execute(connection).await?;
            }
            listeners::forget_keys(connection, now).await?;
            diesel::delete(plays::table.filter(plays::started_at.lt(before))).execute(connection).await
        })
        .await
}

async fn add(
    connection: &mut Connection,
    now: DateTime<Utc>,
    ended_before: DateTime<Utc>,
    silent_before: DateTime<Utc>,
) -> QueryResult<i64> {
    let summed: Summed = fixed::query(include_str!("sum.sql"))
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(ended_before)
        .bind::<Timestamptz, _>(silent_before)
        .bind::<Bool, _>(ended_before == silent_before)
        .get_result(connection)
        .await?;
    Ok(summed.listens)
}

/// A day's listeners are written down once, when its listens go: until then they are counted from those.
macro_rules! listeners_of {
    ($object:literal) => {
        concat!(
            "INSERT INTO listener_sums (day, object_id, listeners)
             SELECT (plays.started_at AT TIME ZONE 'UTC')::date, ",
            $object,
            ", count(DISTINCT plays.listener)
             FROM plays JOIN tracks ON tracks.id = plays.track_id JOIN releases ON releases.id = tracks.release_id
             WHERE plays.started_at < $1 AND plays.counted_at IS NOT NULL GROUP BY 1, 2
             ON CONFLICT (day, object_id) DO UPDATE SET listeners = listener_sums.listeners + excluded.listeners"
        )
    };
}

const LISTENERS_OF_TRACKS: &str = listeners_of!("tracks.id");
const LISTENERS_OF_RELEASES: &str = listeners_of!("releases.id");
const LISTENERS_OF_ARTISTS: &str = listeners_of!("releases.artist_id");
