//! How many tracks releases have, and how long they play.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::ReleaseId;
use crate::{Connection, fixed};

/// The tracks of a release that play, in two numbers.
#[derive(Debug, Clone, Copy, Default, QueryableByName)]
pub struct Sum {
    /// How many there are.
    #[diesel(sql_type = BigInt)]
    pub tracks: i64,
    /// How long they play, in milliseconds.
    #[diesel(sql_type = BigInt)]
    pub duration_ms: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    release_id: uuid::Uuid,
    #[diesel(embed)]
    sum: Sum,
}

/// The sums of these releases; one without tracks that play is not in it.
///
/// # Errors
/// When the database fails.
pub async fn sums(connection: &mut Connection, releases: &[ReleaseId]) -> QueryResult<HashMap<ReleaseId, Sum>> {
    let ids: Vec<uuid::Uuid> = releases.iter().map(|release| release.0).collect();
    let rows: Vec<Row> = fixed::query(
        "SELECT tracks.release_id, count(*) AS tracks, coalesce(sum(masters.duration_ms), 0)::bigint AS duration_ms
         FROM tracks LEFT JOIN masters ON masters.id = tracks.master_id
         WHERE tracks.release_id = ANY($1) AND tracks.encoding_id IS NOT NULL
         GROUP BY tracks.release_id",
    )
    .bind::<Array<Uuid>, _>(ids)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (ReleaseId(row.release_id), row.sum)).collect())
}
