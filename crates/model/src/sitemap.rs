//! What stands in a sitemap: every page that everybody may see, in parts.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::PlaylistId;
use crate::schema::{accounts, artists, playlists, releases, shows, tracks};

/// The most pages of a part.
pub const PART: i64 = 10_000;

/// An artist's handle, and when it was changed.
pub type ArtistPage = (String, DateTime<Utc>);
/// The handle, the release, and when it was changed.
pub type ReleasePage = (String, String, DateTime<Utc>);
/// The handle, the release, the track, and when it was changed.
pub type TrackPage = (String, String, String, DateTime<Utc>);

/// How many artists have a page.
///
/// # Errors
/// When the database fails.
pub async fn count_artists(connection: &mut Connection) -> QueryResult<i64> {
    artists::table.filter(artists::suspended_at.is_null()).count().get_result(connection).await
}

/// Artists, a part of them from 1.
///
/// # Errors
/// When the database fails.
pub async fn artists(connection: &mut Connection, part: i64) -> QueryResult<Vec<ArtistPage>> {
    artists::table
        .filter(artists::suspended_at.is_null())
        .order(artists::id.asc())
        .select((artists::handle, artists::updated_at))
        .limit(PART)
        .offset((part - 1) * PART)
        .load(connection)
        .await
}

/// How many releases everybody may see.
///
/// # Errors
/// When the database fails.
pub async fn count_releases(connection: &mut Connection) -> QueryResult<i64> {
    releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null().and(releases::members_only.eq(false)))
        .filter(artists::suspended_at.is_null())
        .count()
        .get_result(connection)
        .await
}

/// Releases, a part of them from 1.
///
/// # Errors
/// When the database fails.
pub async fn releases(connection: &mut Connection, part: i64) -> QueryResult<Vec<ReleasePage>> {
    releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null().and(releases::members_only.eq(false)))
        .filter(artists::suspended_at.is_null())
        .order(releases::id.asc())
        .select((artists::handle, releases::slug, releases::updated_at))
        .limit(PART)
        .offset((part - 1) * PART)
        .load(connection)
        .await
}

/// How many tracks everybody may see.
///
/// # Errors
/// When the database fails.
pub async fn count_tracks(connection: &mut Connection) -> QueryResult<i64> {
    tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(releases::published_at.is_not_null().and(releases::members_only.eq(false)))
        .filter(artists::suspended_at.is_null().and(tracks::encoding_id.is_not_null()))
        .count()
        .get_result(connection)
        .await
}

/// Tracks, a part of them from 1.
///
/// # Errors
/// When the database fails.
pub async fn tracks(connection: &mut Connection, part: i64) -> QueryResult<Vec<TrackPage>> {
    tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(releases::published_at.is_not_null().and(releases::members_only.eq(false)))
        .filter(artists::suspended_at.is_null().and(tracks::encoding_id.is_not_null()))
        .order(tracks::id.asc())
        .select((artists::handle, releases::slug, tracks::slug, tracks::updated_at))
        .limit(PART)
        .offset((part - 1) * PART)
        .load(connection)
        .await
}

/// How many shows have a page.
///
/// # Errors
/// When the database fails.
pub async fn count_shows(connection: &mut Connection) -> QueryResult<i64> {
    shows::table
        .inner_join(artists::table)
        .filter(artists::suspended_at.is_null().and(shows::cancelled_at.is_null()))
        .count()
        .get_result(connection)
        .await
}

/// Shows, a part of them from 1: slug, and when it was changed.
///
/// # Errors
/// When the database fails.
pub async fn shows(connection: &mut Connection, part: i64) -> QueryResult<Vec<(String, DateTime<Utc>)>> {
    shows::table
        .inner_join(artists::table)
        .filter(artists::suspended_at.is_null().and(shows::cancelled_at.is_null()))
        .order(shows::id.asc())
        .select((shows::slug, shows::updated_at))
        .limit(PART)
        .offset((part - 1) * PART)
        .load(connection)
        .await
}

/// How many playlists everybody may find.
///
/// # Errors
/// When the database fails.
pub async fn count_playlists(connection: &mut Connection) -> QueryResult<i64> {
    let shown = accounts::table.filter(accounts::suspended_at.is_null()).select(accounts::id);
    playlists::table
        .filter(playlists::visibility.eq("public").and(playlists::account_id.eq_any(shown)))
        .count()
        .get_result(connection)
        .await
}

/// Playlists, a part of them from 1.
///
/// # Errors
/// When the database fails.
pub async fn playlists(connection: &mut Connection, part: i64) -> QueryResult<Vec<(PlaylistId, DateTime<Utc>)>> {
    let shown = accounts::table.filter(accounts::suspended_at.is_null()).select(accounts::id);
    playlists::table
        .filter(playlists::visibility.eq("public").and(playlists::account_id.eq_any(shown)))
        .order(playlists::id.asc())
        .select((playlists::id, playlists::updated_at))
        .limit(PART)
        .offset((part - 1) * PART)
        .load(connection)
        .await
}
