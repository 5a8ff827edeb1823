//! Places: where releases and artists say they are at home.

use diesel::sql_types::{Array, BigInt, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::Narrowed;
use super::entry::{self, ArtistRow};
use crate::artists::Artist;
use crate::{Connection, fixed};

/// A place and how many releases come from it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct PlaceCount {
    /// As most write it.
    #[diesel(sql_type = Text)]
    pub place: String,
    /// Releases that everybody may hear.
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
}

/// The places that releases come from, those with most first: towns and what they lie in, each for itself.
///
/// # Errors
/// When the database fails.
pub async fn places(connection: &mut Connection, limit: i64) -> QueryResult<Vec<PlaceCount>> {
    fixed::query(
        "WITH named AS (
             SELECT CASE WHEN btrim(releases.place) = '' THEN artists.place ELSE releases.place END AS place, count(*) AS count
             FROM releases
             JOIN artists ON artists.id = releases.artist_id
             WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
             GROUP BY 1
         ), parts AS (
             SELECT DISTINCT ON (named.place, lower(btrim(part))) btrim(part) AS part, named.count
             FROM named
             CROSS JOIN LATERAL string_to_table(named.place, ',') AS part
             WHERE btrim(part) <> ''
         )
         SELECT mode() WITHIN GROUP (ORDER BY part) AS place, sum(count)::bigint AS releases
         FROM parts
         GROUP BY lower(part)
         ORDER BY sum(count) DESC, lower(part)
         LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// Artists who are at home at a place, by name.
///
/// # Errors
/// When the database fails.
pub async fn artists_at(connection: &mut Connection, place: &str, limit: i64) -> QueryResult<Vec<Artist>> {
    let narrowed = Narrowed { place: place.to_owned(), ..Narrowed::default() };
    let Some(parts) = narrowed.place_key() else { return Ok(Vec::new()) };
    let rows: Vec<ArtistRow> = fixed::query(
        "SELECT id FROM artists
         WHERE suspended_at IS NULL AND place_parts(place) @> $1
         ORDER BY lower(name), id
         LIMIT $2",
    )
    .bind::<Array<Text>, _>(parts)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    entry::artists_of(connection, &rows).await
}
