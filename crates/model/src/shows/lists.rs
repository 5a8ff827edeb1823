//! Looking shows up.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Show, ShowKind};
use crate::Connection;
use crate::artists::Artist;
use crate::ids::{ArtistId, PostId, ReleaseId, ShowId};
use crate::schema::{artists, shows};

/// How long a show that should have begun still counts as coming.
const LATE: Duration = Duration::hours(2);

/// The show with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ShowId) -> QueryResult<Option<Show>> {
    shows::table.find(id).select(Show::as_select()).first(connection).await.optional()
}

/// The show with this id, whose row nobody else changes until the caller's transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(connection: &mut Connection, id: ShowId) -> QueryResult<Option<Show>> {
    shows::table.find(id).for_update().select(Show::as_select()).first(connection).await.optional()
}

/// The show at this address.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(connection: &mut Connection, slug: &str) -> QueryResult<Option<Show>> {
    shows::table.filter(shows::slug.eq(slug)).select(Show::as_select()).first(connection).await.optional()
}

/// All shows of an artist, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Show>> {
    shows::table
        .filter(shows::artist_id.eq(artist))
        .order((shows::created_at.desc(), shows::id.desc()))
        .select(Show::as_select())
        .load(connection)
        .await
}

/// The show whose recording became this release.
///
/// # Errors
/// When the database fails.
pub async fn of_recording(connection: &mut Connection, release: ReleaseId) -> QueryResult<Option<Show>> {
    shows::table
        .filter(shows::recording_release_id.eq(release))
        .select(Show::as_select())
        .first(connection)
        .await
        .optional()
}

/// The show that a post says is live.
///
/// # Errors
/// When the database fails.
pub async fn of_post(connection: &mut Connection, post: PostId) -> QueryResult<Option<Show>> {
    shows::table.filter(shows::post_id.eq(post)).select(Show::as_select()).first(connection).await.optional()
}

/// What is on air, sets before stations, the newest first, with whose it is. Nothing of suspended artists.
///
/// # Errors
/// When the database fails.
pub async fn on_air(connection: &mut Connection) -> QueryResult<Vec<(Show, Artist)>> {
    shows::table
        .inner_join(artists::table)
        .filter(shows::started_at.is_not_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .filter(artists::suspended_at.is_null())
        .order((shows::kind.asc(), shows::started_at.desc()))
        .select((Show::as_select(), Artist::as_select()))
        .load(connection)
        .await
}

/// What an artist has on air: a set before a station, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn on_air_of(connection: &mut Connection, artist: ArtistId) -> QueryResult<Option<Show>> {
    shows::table
        .filter(shows::artist_id.eq(artist))
        .filter(shows::started_at.is_not_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .order((shows::kind.asc(), shows::started_at.desc()))
        .select(Show::as_select())
        .first(connection)
        .await
        .optional()
}

/// The next `most` planned shows, the soonest first, with whose they are. One that is late stays for two hours.
///
/// # Errors
/// When the database fails.
pub async fn soon(connection: &mut Connection, now: DateTime<Utc>, most: i64) -> QueryResult<Vec<(Show, Artist)>> {
    shows::table
        .inner_join(artists::table)
        .filter(shows::starts_at.gt(now - LATE))
        .filter(shows::started_at.is_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .filter(artists::suspended_at.is_null())
        .order((shows::starts_at.asc(), shows::id.asc()))
        .limit(most)
        .select((Show::as_select(), Artist::as_select()))
        .load(connection)
        .await
}

/// The last `most` sets that can be heard again, the newest first, with whose they are.
///
/// # Errors
/// When the database fails.
pub async fn past(connection: &mut Connection, most: i64) -> QueryResult<Vec<(Show, Artist)>> {
    shows::table
        .inner_join(artists::table)
        .filter(shows::kind.eq(ShowKind::Set))
        .filter(shows::ended_at.is_not_null())
        .filter(shows::cancelled_at.is_null())
        .filter(shows::replays.eq(true))
        .filter(artists::suspended_at.is_null())
        .order((shows::ended_at.desc(), shows::id.desc()))
        .limit(most)
        .select((Show::as_select(), Artist::as_select()))
        .load(connection)
        .await
}
