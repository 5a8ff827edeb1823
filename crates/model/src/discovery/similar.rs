//! What resembles a release or an artist, by rule: shared tags count the more the rarer they are, a shared person more than any
//! tag, a shared label in between. What the two share is given with it, the strongest reason first.

use diesel::sql_types::{BigInt, Jsonb, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::Reason;
use super::entry;
use crate::Connection;
use crate::artists::{self, Artist};
use crate::ids::{ArtistId, ReleaseId};
use crate::releases::Release;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Jsonb)]
    reasons: serde_json::Value,
}

impl Row {
    fn reasons(&self) -> Vec<Reason> {
        serde_json::from_value(self.reasons.clone()).unwrap_or_default()
    }
}

/// Releases of other artists that share tags, people or a label with this one, the most alike first. None where it is not
/// everybody's.
///
/// # Errors
/// When the database fails.
pub async fn similar_releases(
    connection: &mut Connection,
    release: ReleaseId,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release, Vec<Reason>)>> {
    let rows: Vec<Row> = diesel::sql_query(include_str!("similar_releases.sql"))
        .bind::<Uuid, _>(release)
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    let ids: Vec<ReleaseId> = rows.iter().map(|row| ReleaseId(row.id)).collect();
    let mut found = entry::pairs(connection, &ids).await?;
    let one = |row: &Row| {
        let (artist, release) = found.remove(&ReleaseId(row.id))?;
        Some((artist, release, row.reasons()))
    };
    Ok(rows.iter().filter_map(one).collect())
}

/// Artists whose releases share tags, people or a label with those of this one, or who share its label, the most alike first.
///
/// # Errors
/// When the database fails.
pub async fn similar_artists(
    connection: &mut Connection,
    artist: ArtistId,
    limit: i64,
) -> QueryResult<Vec<(Artist, Vec<Reason>)>> {
    let rows: Vec<Row> = diesel::sql_query(include_str!("similar_artists.sql"))
        .bind::<Uuid, _>(artist)
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    let ids: Vec<ArtistId> = rows.iter().map(|row| ArtistId(row.id)).collect();
    let found = artists::many(connection, &ids).await?;
    let one = |row: &Row| {
        let artist = found.iter().find(|artist| artist.id.0 == row.id)?;
        Some((artist.clone(), row.reasons()))
    };
    Ok(rows.iter().filter_map(one).collect())
}
