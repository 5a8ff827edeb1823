//! Credits: who did what, on a release or on one of its tracks.

use diesel::{ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::Connection;
use crate::ids::{ReleaseId, TrackId};
use crate::schema::credits;

/// One credit.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = credits, check_for_backend(diesel::pg::Pg))]
pub struct Credit {
    /// Its id.
    pub id: Uuid,
    /// On which release.
    pub release_id: ReleaseId,
    /// On which track; null for the whole release.
    pub track_id: Option<TrackId>,
    /// Its place in the list, from 1.
    pub position: i32,
    /// Who.
    pub name: String,
    /// Did what.
    pub role: String,
}

/// The credits of a release, its tracks' included, in order.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Credit>> {
    credits::table
        .filter(credits::release_id.eq(release))
        .order(credits::position.asc())
        .select(Credit::as_select())
        .load(connection)
        .await
}

/// Replaces the credits of a release (`track` null) or of one track by `(name, role)` pairs; empty names are left out.
/// To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    connection: &mut Connection,
    release: ReleaseId,
    track: Option<TrackId>,
    pairs: &[(String, String)],
) -> QueryResult<()> {
    let old = diesel::delete(credits::table).filter(credits::release_id.eq(release));
    match track {
        Some(track) => old.filter(credits::track_id.eq(track)).execute(connection).await?,
        None => old.filter(credits::track_id.is_null()).execute(connection).await?,
    };
    let rows: Vec<Credit> = (1..)
        .zip(pairs.iter().filter(|(name, _)| !name.trim().is_empty()))
        .map(|(position, (name, role))| Credit {
            id: Uuid::now_v7(),
            release_id: release,
            track_id: track,
            position,
            name: name.trim().chars().take(200).collect(),
            role: role.trim().chars().take(200).collect(),
        })
        .collect();
    diesel::insert_into(credits::table).values(&rows).execute(connection).await?;
    Ok(())
}
