//! Things of the catalogue that are asked for by id or by name.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::sql_types::{Bool, Text};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Order, Scope, Wanted, in_sight, releases as releases_in_order, tracks_by_id};
use crate::Connection;
use crate::artists::Artist;
use crate::ids::{ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;

/// One release and whose it is, if it is in sight.
///
/// # Errors
/// When the database fails.
pub async fn release(
    connection: &mut Connection,
    scope: &Scope,
    id: ReleaseId,
) -> QueryResult<Option<(Artist, Release)>> {
    in_sight(scope, &Wanted::default())
        .filter(releases::id.eq(id))
        .select((Artist::as_select(), Release::as_select()))
        .first(connection)
        .await
        .optional()
}

/// The artist of this name, in whatever case, that is not suspended; the one with it longest where several have it.
///
/// # Errors
/// When the database fails.
pub async fn artist_named(connection: &mut Connection, name: &str) -> QueryResult<Option<Artist>> {
    artists::table
        .filter(sql::<Bool>("lower(artists.name) = ").bind::<Text, _>(name.trim().to_lowercase()))
        .filter(artists::suspended_at.is_null())
        .order(artists::created_at.asc())
        .select(Artist::as_select())
        .first(connection)
        .await
        .optional()
}

/// Tracks of this title, by this artist where one is named, in whatever case; at most ten.
///
/// # Errors
/// When the database fails.
pub async fn tracks_named(
    connection: &mut Connection,
    scope: &Scope,
    artist: &str,
    title: &str,
) -> QueryResult<Vec<(Artist, Release, Track)>> {
    let (artist, title) = (artist.trim().to_lowercase(), title.trim().to_lowercase());
    let ids: Vec<TrackId> = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(sql::<Bool>("lower(tracks.title) = ").bind::<Text, _>(title))
        .filter(
            sql::<Bool>("(").bind::<Text, _>(artist).sql(" IN ('', lower(artists.name), lower(tracks.artist_name)))"),
        )
        .limit(10)
        .select(tracks::id)
        .load(connection)
        .await?;
    tracks_by_id(connection, scope, &ids).await
}

/// These releases in this order, as far as they are in sight.
///
/// # Errors
/// When the database fails.
pub async fn releases_by_id(
    connection: &mut Connection,
    scope: &Scope,
    ids: &[ReleaseId],
) -> QueryResult<Vec<(Artist, Release)>> {
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let wanted = Wanted { releases: Some(ids.to_vec()), limit, ..Wanted::default() };
    let found = releases_in_order(connection, scope, &wanted, Order::Newest).await?;
    let mut found: HashMap<ReleaseId, (Artist, Release)> =
        found.into_iter().map(|(artist, release)| (release.id, (artist, release))).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Releases that are in sight and not everybody's, with every one of these words in their title or their artist's name.
///
/// # Errors
/// When the database fails.
pub async fn own_named(connection: &mut Connection, scope: &Scope, words: &str) -> QueryResult<Vec<ReleaseId>> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let found = releases_by_id(connection, scope, &scope.besides).await?;
    let has = |(artist, release): &(Artist, Release)| {
        let text = format!("{} {}", release.title, artist.name).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    Ok(found.into_iter().filter(has).map(|(_, release)| release.id).collect())
}

/// How many tracks that play are in sight and wanted.
///
/// # Errors
/// When the database fails.
pub async fn count_tracks(connection: &mut Connection, scope: &Scope, wanted: &Wanted) -> QueryResult<i64> {
    let of: Vec<ReleaseId> = in_sight(scope, wanted).select(releases::id).load(connection).await?;
    tracks::table
        .filter(tracks::release_id.eq_any(of))
        .filter(tracks::encoding_id.is_not_null())
        .count()
        .get_result(connection)
        .await
}
