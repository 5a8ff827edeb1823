//! Labels: artists that are one, and the names that releases carry.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::entry::{self, ArtistRow};
use crate::artists::{self, Artist};
use crate::ids::ArtistId;
use crate::{Connection, fixed};

/// A label with what it has.
#[derive(Debug, Clone)]
pub struct Label {
    /// The label.
    pub artist: Artist,
    /// The artists on its roster.
    pub artists: i64,
    /// What it and they released, for everybody.
    pub releases: i64,
}

/// A label as releases name it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct LabelName {
    /// As most write it.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Releases that everybody may hear.
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    id: ArtistId,
    #[diesel(sql_type = BigInt)]
    artists: i64,
    #[diesel(sql_type = BigInt)]
    releases: i64,
}

/// Labels that have artists or releases, by name, `limit` of them behind that of `after`.
///
/// # Errors
/// When the database fails.
pub async fn labels(connection: &mut Connection, after: Option<ArtistId>, limit: i64) -> QueryResult<Vec<Label>> {
    let rows: Vec<Row> = fixed::query(include_str!("labels.sql"))
        .bind::<Nullable<Uuid>, _>(after)
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    let ids: Vec<ArtistId> = rows.iter().map(|row| row.id).collect();
    let mut found: HashMap<ArtistId, Artist> =
        artists::many(connection, &ids).await?.into_iter().map(|artist| (artist.id, artist)).collect();
    let label = |row: Row| {
        let artist = found.remove(&row.id)?;
        Some(Label { artist, artists: row.artists, releases: row.releases })
    };
    Ok(rows.into_iter().filter_map(label).collect())
}

/// The names of labels that releases carry, the most frequent first.
///
/// # Errors
/// When the database fails.
pub async fn label_names(connection: &mut Connection, limit: i64) -> QueryResult<Vec<LabelName>> {
    fixed::query(
        "SELECT mode() WITHIN GROUP (ORDER BY btrim(releases.label)) AS name, count(*) AS releases
         FROM releases
         JOIN artists ON artists.id = releases.artist_id
         WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
           AND btrim(releases.label) <> ''
         GROUP BY lower(btrim(releases.label))
         ORDER BY count(*) DESC, lower(btrim(releases.label))
         LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// Labels of this name, however it is written.
///
/// # Errors
/// When the database fails.
pub async fn labels_named(connection: &mut Connection, name: &str) -> QueryResult<Vec<Artist>> {
    let rows: Vec<ArtistRow> = fixed::query(
        "SELECT id FROM artists
         WHERE kind = 'label' AND suspended_at IS NULL AND lower(btrim(name)) = lower(btrim($1))
         ORDER BY created_at, id
         LIMIT 12",
    )
    .bind::<Text, _>(name)
    .load(connection)
    .await?;
    entry::artists_of(connection, &rows).await
}
