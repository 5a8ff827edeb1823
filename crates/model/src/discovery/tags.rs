//! Tags: how many releases have each, which go together, who uses them.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::entry::{self, ArtistRow};
use super::key;
use crate::artists::Artist;
use crate::{Connection, fixed};

/// A tag and how many releases have it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct TagCount {
    /// In lower case.
    #[diesel(sql_type = Text)]
    pub tag: String,
    /// Releases that everybody may hear.
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
}

/// The tags and genres of this instance's releases, the most frequent first.
///
/// # Errors
/// When the database fails.
pub async fn tags(connection: &mut Connection, limit: i64) -> QueryResult<Vec<TagCount>> {
    fixed::query(
        "SELECT tag, count(*) AS releases
         FROM releases
         JOIN artists ON artists.id = releases.artist_id
         CROSS JOIN LATERAL (SELECT DISTINCT unnest(tags_of(releases.tags, releases.genre)) AS tag) AS one
         WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
         GROUP BY tag
         ORDER BY count(*) DESC, tag
         LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// The tags and genres of the newest of this instance's releases, the most frequent first: quick, for pages that are about
/// something else.
///
/// # Errors
/// When the database fails.
pub async fn tags_lately(connection: &mut Connection, limit: i64) -> QueryResult<Vec<TagCount>> {
    fixed::query(
        "WITH newest AS (
             SELECT tags_of(releases.tags, releases.genre) AS tags
             FROM releases
             JOIN artists ON artists.id = releases.artist_id
             WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
             ORDER BY releases.first_published_at DESC, releases.id DESC
             LIMIT 500
         )
         SELECT tag, count(*) AS releases
         FROM newest
         CROSS JOIN LATERAL unnest(newest.tags) AS tag
         GROUP BY tag
         ORDER BY count(*) DESC, tag
         LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// The tags that stand beside this one most.
///
/// # Errors
/// When the database fails.
pub async fn related_tags(connection: &mut Connection, tag: &str, limit: i64) -> QueryResult<Vec<TagCount>> {
    fixed::query(
        "SELECT other.tag, count(*) AS releases
         FROM releases
         JOIN artists ON artists.id = releases.artist_id
         CROSS JOIN LATERAL (SELECT DISTINCT unnest(tags_of(releases.tags, releases.genre)) AS tag) AS other
         WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
           AND tags_of(releases.tags, releases.genre) @> ARRAY[$1::text] AND other.tag <> $1
         GROUP BY other.tag
         ORDER BY count(*) DESC, other.tag
         LIMIT $2",
    )
    .bind::<Text, _>(key(tag))
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// Artists with a release that has the tag, those with most of them first.
///
/// # Errors
/// When the database fails.
pub async fn artists_tagged(connection: &mut Connection, tag: &str, limit: i64) -> QueryResult<Vec<Artist>> {
    let rows: Vec<ArtistRow> = fixed::query(
        "SELECT releases.artist_id AS id
         FROM releases
         JOIN artists ON artists.id = releases.artist_id
         WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
           AND tags_of(releases.tags, releases.genre) @> ARRAY[$1::text]
         GROUP BY releases.artist_id
         ORDER BY count(*) DESC, max(releases.first_published_at) DESC, releases.artist_id
         LIMIT $2",
    )
    .bind::<Text, _>(key(tag))
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    entry::artists_of(connection, &rows).await
}
