//! Scrobbles: listens on their way to ListenBrainz. They wait here for as long as the server there is down.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::exists;
use diesel::{
    ExpressionMethods, JoinOnDsl, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::Connection;
use crate::artists::Artist;
use crate::ids::{AccountId, ScrobbleId, TrackId};
use crate::jobs::{self, SendNowPlaying, SendScrobbles};
use crate::releases::Release;
use crate::schema::{artists, masters, releases, scrobblers, scrobbles, tracks};
use crate::tracks::Track;

/// After so long without an answer a listen is not told any more.
const GIVEN_UP_AFTER: Duration = Duration::days(14);

/// A listen that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id.
    pub id: ScrobbleId,
    /// When it began.
    pub listened_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// What was heard.
    pub heard: Heard,
}

/// What was heard.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Whose.
    pub artist: Artist,
    /// On which release.
    pub release: Release,
    /// Which track.
    pub track: Track,
    /// How long it is.
    pub duration_ms: i64,
}

/// Keeps a listen for the account's scrobbler, if it has one.
pub(crate) async fn add(
    connection: &mut Connection,
    account: AccountId,
    track: TrackId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    if !has_scrobbler(connection, account).await? {
        return Ok(());
    }
    diesel::insert_into(scrobbles::table)
        .values((
            scrobbles::id.eq(ScrobbleId::new()),
            scrobbles::account_id.eq(account),
            scrobbles::track_id.eq(track),
            scrobbles::listened_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    jobs::enqueue_unless_waiting(connection, &SendScrobbles { account_id: account }).await
}

/// Has the account's scrobbler told what plays now, if it has one.
///
/// # Errors
/// When the database fails.
pub async fn tell_now_playing(connection: &mut Connection, account: AccountId, track: TrackId) -> QueryResult<()> {
    if has_scrobbler(connection, account).await? {
        jobs::enqueue(connection, &SendNowPlaying { account_id: account, track_id: track }).await?;
    }
    Ok(())
}

async fn has_scrobbler(connection: &mut Connection, account: AccountId) -> QueryResult<bool> {
    diesel::select(exists(scrobblers::table.find(account))).get_result(connection).await
}

/// The listens of an account that are to be told now, the oldest first. What became a draft again since is not told.
///
/// # Errors
/// When the database fails.
pub async fn due(
    connection: &mut Connection,
    account: AccountId,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Waiting>> {
    type Row = (ScrobbleId, DateTime<Utc>, i32, Artist, Release, Track, i64);
    let rows: Vec<Row> = scrobbles::table
        .inner_join(
            tracks::table
                .inner_join(masters::table.on(masters::id.nullable().eq(tracks::master_id)))
                .inner_join(releases::table.inner_join(artists::table)),
        )
        .filter(scrobbles::account_id.eq(account))
        .filter(scrobbles::next_attempt_at.le(now))
        .filter(releases::published_at.is_not_null())
        .order(scrobbles::listened_at.asc())
        .limit(limit)
        .select((
            scrobbles::id,
            scrobbles::listened_at,
            scrobbles::attempts,
            Artist::as_select(),
            Release::as_select(),
            Track::as_select(),
            masters::duration_ms,
        ))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, listened_at, attempts, artist, release, track, duration_ms)| Waiting {
            id,
            listened_at,
            attempts,
            heard: Heard { artist, release, track, duration_ms },
        })
        .collect())
}

/// What a scrobbler is told of a track; `None` where it is not public.
///
/// # Errors
/// When the database fails.
pub async fn heard(connection: &mut Connection, track: TrackId) -> QueryResult<Option<Heard>> {
    let found: Option<(Artist, Release, Track, i64)> = tracks::table
        .inner_join(masters::table.on(masters::id.nullable().eq(tracks::master_id)))
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq(track))
        .filter(releases::published_at.is_not_null())
        .select((Artist::as_select(), Release::as_select(), Track::as_select(), masters::duration_ms))
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(artist, release, track, duration_ms)| Heard { artist, release, track, duration_ms }))
}

/// When the next listen of an account is to be told; `None` when none waits.
///
/// # Errors
/// When the database fails.
pub async fn next_due(connection: &mut Connection, account: AccountId) -> QueryResult<Option<DateTime<Utc>>> {
    scrobbles::table
        .filter(scrobbles::account_id.eq(account))
        .select(diesel::dsl::min(scrobbles::next_attempt_at))
        .first(connection)
        .await
}

/// How many listens of an account wait.
///
/// # Errors
/// When the database fails.
pub async fn waiting(connection: &mut Connection, account: AccountId) -> QueryResult<i64> {
    scrobbles::table.filter(scrobbles::account_id.eq(account)).count().get_result(connection).await
}

/// These were taken.
///
/// # Errors
/// When the database fails.
pub async fn delivered(
    connection: &mut Connection,
    account: AccountId,
    ids: &[ScrobbleId],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            forget(connection, ids).await?;
            diesel::update(scrobblers::table.find(account))
                .set((scrobblers::last_delivered_at.eq(Some(now)), scrobblers::last_error.eq("")))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

/// These will not be told: the server there does not want them.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &mut Connection, ids: &[ScrobbleId]) -> QueryResult<()> {
    diesel::delete(scrobbles::table.filter(scrobbles::id.eq_any(ids))).execute(connection).await?;
    Ok(())
}

/// These are to be told again at `next`; what has waited for two weeks is not.
///
/// # Errors
/// When the database fails.
pub async fn postpone(
    connection: &mut Connection,
    ids: &[ScrobbleId],
    next: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(scrobbles::table.filter(scrobbles::id.eq_any(ids)))
        .set((scrobbles::attempts.eq(scrobbles::attempts + 1), scrobbles::next_attempt_at.eq(next)))
        .execute(connection)
        .await?;
    diesel::delete(
        scrobbles::table
            .filter(scrobbles::id.eq_any(ids))
            .filter(scrobbles::attempts.gt(1))
            .filter(scrobbles::listened_at.lt(now - GIVEN_UP_AFTER)),
    )
    .execute(connection)
    .await?;
    Ok(())
}
