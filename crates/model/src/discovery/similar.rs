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

/// The query of what resembles a release or an artist, with the parts that both have.
fn query(own: &str) -> String {
    // The notes at their heads speak of the parts.
    let code = |text: &str| text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    code(own)
        .replace("{tagged}", &code(include_str!("similar_tagged.sql")))
        .replace("{scored}", &code(include_str!("similar_scored.sql")))
}

/// What resembles the thing with this id, the most alike first.
async fn rows(connection: &mut Connection, own: &str, id: uuid::Uuid, limit: i64) -> QueryResult<Vec<Row>> {
    diesel::sql_query(query(own)).bind::<Uuid, _>(id).bind::<BigInt, _>(limit).load(connection).await
}

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
    let rows = rows(connection, include_str!("similar_releases.sql"), release.0, limit).await?;
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
    let rows = rows(connection, include_str!("similar_artists.sql"), artist.0, limit).await?;
    let ids: Vec<ArtistId> = rows.iter().map(|row| ArtistId(row.id)).collect();
    let found = artists::many(connection, &ids).await?;
    let one = |row: &Row| {
        let artist = found.iter().find(|artist| artist.id.0 == row.id)?;
        Some((artist.clone(), row.reasons()))
    };
    Ok(rows.iter().filter_map(one).collect())
}
