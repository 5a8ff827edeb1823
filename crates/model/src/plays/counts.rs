//! How often something was played.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::{ReleaseId, TrackId};
use crate::{Connection, fixed};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = BigInt)]
    plays: i64,
}

/// How often each of these tracks was played since it is here; what nobody played is missing.
///
/// # Errors
/// When the database fails.
pub async fn of_tracks(connection: &mut Connection, tracks: &[TrackId]) -> QueryResult<HashMap<TrackId, i64>> {
    let counts: Vec<Count> = fixed::query(
        "SELECT track_id AS id, sum(plays)::bigint AS plays FROM play_days WHERE track_id = ANY($1) GROUP BY 1",
    )
    .bind::<Array<Uuid>, _>(tracks)
    .load(connection)
    .await?;
    Ok(counts.into_iter().map(|count| (TrackId(count.id), count.plays)).collect())
}

/// How often the tracks of each of these releases were played; what nobody played is missing.
///
/// # Errors
/// When the database fails.
pub async fn of_releases(connection: &mut Connection, releases: &[ReleaseId]) -> QueryResult<HashMap<ReleaseId, i64>> {
    let counts: Vec<Count> = fixed::query(
        "SELECT tracks.release_id AS id, sum(plays)::bigint AS plays
         FROM tracks JOIN play_days ON play_days.track_id = tracks.id WHERE tracks.release_id = ANY($1) GROUP BY 1",
    )
    .bind::<Array<Uuid>, _>(releases)
    .load(connection)
    .await?;
    Ok(counts.into_iter().map(|count| (ReleaseId(count.id), count.plays)).collect())
}
