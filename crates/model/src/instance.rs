//! The instance: what an admin decides at run time.

use std::collections::HashMap;

use chrono::Utc;
use diesel::sql_types::{Array, BigInt, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::ArtistId;
use crate::schema::instance;
use crate::{Connection, fixed};

crate::sql_types::words! {
    /// Who may make an account.
    Registration {
        /// Anybody.
        Open = "open",
        /// Anybody whom an admin approves.
        Approval = "approval",
        /// Nobody.
        Closed = "closed",
    }
}

/// What the admin chose; `None` leaves it to the settings.
///
/// # Errors
/// When the database fails.
pub async fn registration(connection: &mut Connection) -> QueryResult<Option<Registration>> {
    instance::table.find(true).select(instance::registration).first(connection).await
}

/// Sets who may make an account.
///
/// # Errors
/// When the database fails.
pub async fn set_registration(connection: &mut Connection, registration: Registration) -> QueryResult<()> {
    diesel::update(instance::table.find(true))
        .set((instance::registration.eq(Some(registration)), instance::updated_at.eq(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// How far the seed has come, in percent, while it runs.
///
/// # Errors
/// When the database fails.
pub async fn seed_progress(connection: &mut Connection) -> QueryResult<Option<i32>> {
    instance::table.find(true).select(instance::seed_progress).first(connection).await
}

/// Notes how far the seed has come; `None` when none runs.
///
/// # Errors
/// When the database fails.
pub async fn set_seed_progress(connection: &mut Connection, percent: Option<i32>) -> QueryResult<()> {
    diesel::update(instance::table.find(true)).set(instance::seed_progress.eq(percent)).execute(connection).await?;
    Ok(())
}

/// What an instance holds, in numbers.
#[derive(Debug, Clone, QueryableByName)]
pub struct Counts {
    /// Accounts with a confirmed address.
    #[diesel(sql_type = BigInt)]
    pub accounts: i64,
    /// Those of them that wait for an admin.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Artists.
    #[diesel(sql_type = BigInt)]
    pub artists: i64,
    /// Published releases.
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
    /// Tracks, published or not.
    #[diesel(sql_type = BigInt)]
    pub tracks: i64,
    /// Bytes of all masters.
    #[diesel(sql_type = BigInt)]
    pub master_bytes: i64,
}

/// What the instance holds.
///
/// # Errors
/// When the database fails.
pub async fn counts(connection: &mut Connection) -> QueryResult<Counts> {
    fixed::query(include_str!("instance/counts.sql")).get_result(connection).await
}

/// How much room things take.
#[derive(Debug, Clone, QueryableByName)]
pub struct Sizes {
    /// Bytes of all masters.
    #[diesel(sql_type = BigInt)]
    pub masters: i64,
    /// Bytes of all renditions and progressive files.
    #[diesel(sql_type = BigInt)]
    pub encodings: i64,
    /// Bytes of all downloads that are made.
    #[diesel(sql_type = BigInt)]
    pub downloads: i64,
    /// Files on their way in.
    #[diesel(sql_type = BigInt)]
    pub uploads: i64,
}

/// How much room things take.
///
/// # Errors
/// When the database fails.
pub async fn sizes(connection: &mut Connection) -> QueryResult<Sizes> {
    fixed::query(include_str!("instance/sizes.sql")).get_result(connection).await
}

/// How many bytes the masters and unfinished uploads of these artists take; artists with none are left out.
///
/// # Errors
/// When the database fails.
pub async fn bytes_by_artist(connection: &mut Connection, artists: &[ArtistId]) -> QueryResult<HashMap<ArtistId, i64>> {
    #[derive(QueryableByName)]
    struct Used {
        #[diesel(sql_type = Uuid)]
        artist_id: ArtistId,
        #[diesel(sql_type = BigInt)]
        bytes: i64,
    }
    let used: Vec<Used> = fixed::query(include_str!("instance/bytes_by_artist.sql"))
        .bind::<Array<Uuid>, _>(artists)
        .load(connection)
        .await?;
    Ok(used.into_iter().map(|used| (used.artist_id, used.bytes)).collect())
}
