//! A show begins, plays and ends.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::ShowId;
use crate::jobs::{self, AnnounceShow, CloseShow, RefundTickets, SendCancellation, UpdateShowPost};
use crate::schema::{show_leases, show_runs, show_sessions, shows};
use crate::{Connection, changes, tickets};

/// A source or a rotation feeds the show. The first time it goes on air and its followers are told; true that time only. One that
/// is over or cancelled stays so.
///
/// # Errors
/// When the database fails.
pub async fn start(connection: &mut Connection, id: ShowId, now: DateTime<Utc>) -> QueryResult<bool> {
    connection
        .transaction(async |connection| {
            let begun = diesel::update(shows::table.find(id))
                .filter(shows::started_at.is_null())
                .filter(shows::ended_at.is_null())
                .filter(shows::cancelled_at.is_null())
                .set((shows::started_at.eq(Some(now)), shows::updated_at.eq(now)))
                .execute(connection)
                .await?;
            if begun == 0 {
                return Ok(false);
            }
            jobs::enqueue(connection, &AnnounceShow { show_id: id }).await?;
            changes::notify_show(connection, id).await?;
            Ok(true)
        })
        .await
}

/// The show is over: its runs and listens end with it, nobody owns it any more. True the first time, for one that was on air.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection, id: ShowId, now: DateTime<Utc>) -> QueryResult<bool> {
    connection
        .transaction(async |connection| {
            let ended = diesel::update(shows::table.find(id))
                .filter(shows::started_at.is_not_null())
                .filter(shows::ended_at.is_null())
                .set((
                    // The clock of whoever ends it may be behind that of who began it.
                    shows::ended_at
                        .eq(sql::<Nullable<Timestamptz>>("greatest(started_at, ").bind::<Timestamptz, _>(now).sql(")")),
                    shows::playing_title.eq(""),
                    shows::playing_artist.eq(""),
                    shows::updated_at.eq(now),
                ))
                .execute(connection)
                .await?;
            if ended == 0 {
                return Ok(false);
            }
            finish(connection, id, now).await?;
            jobs::enqueue(connection, &CloseShow { show_id: id }).await?;
            changes::notify_show(connection, id).await?;
            Ok(true)
        })
        .await
}

/// Closes what runs of a show.
async fn finish(connection: &mut Connection, id: ShowId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(show_runs::table.filter(show_runs::show_id.eq(id)).filter(show_runs::ended_at.is_null()))
        .set((show_runs::ended_at.eq(Some(now)), show_runs::end_reason.eq("over")))
        .execute(connection)
        .await?;
    diesel::update(
        show_sessions::table.filter(show_sessions::show_id.eq(id)).filter(show_sessions::ended_at.is_null()),
    )
    .set(show_sessions::ended_at.eq(Some(now)))
    .execute(connection)
    .await?;
    // The epoch stays, so that what the last owner still writes is known as its own, and what one before it writes is not.
    diesel::update(show_leases::table.find(id)).set(show_leases::expires_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// A planned show will not be; one that has begun is ended instead. True when it was planned. Its tickets are given back, and
/// their buyers are told.
///
/// # Errors
/// When the database fails.
pub async fn cancel(connection: &mut Connection, id: ShowId, now: DateTime<Utc>) -> QueryResult<bool> {
    connection
        .transaction(async |connection| {
            let cancelled = diesel::update(shows::table.find(id))
                .filter(shows::started_at.is_null())
                .filter(shows::cancelled_at.is_null())
                .set((shows::cancelled_at.eq(Some(now)), shows::updated_at.eq(now)))
                .execute(connection)
                .await?;
            if cancelled > 0 {
                jobs::enqueue(connection, &UpdateShowPost { show_id: id }).await?;
                for ticket in tickets::of_show(connection, id).await? {
                    jobs::enqueue(connection, &SendCancellation { purchase_id: ticket.id }).await?;
                }
                jobs::enqueue(connection, &RefundTickets { show_id: id }).await?;
                changes::notify_show(connection, id).await?;
            }
            Ok(cancelled > 0)
        })
        .await
}

/// What plays now, as the source says; both may be empty.
///
/// # Errors
/// When the database fails.
pub async fn set_playing(connection: &mut Connection, id: ShowId, title: &str, artist: &str) -> QueryResult<()> {
    let short = |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(300).collect::<String>();
    diesel::update(shows::table.find(id))
        .set((shows::playing_title.eq(short(title)), shows::playing_artist.eq(short(artist))))
        .execute(connection)
        .await?;
    changes::notify_show(connection, id).await
}
