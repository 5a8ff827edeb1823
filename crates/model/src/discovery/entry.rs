//! What stands in a list of what is new, and the things behind its rows, each kind in one query.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::actors::Actor;
use crate::artists::Artist;
use crate::feeds::Cursor;
use crate::ids::{ArtistId, ReleaseId, RemoteReleaseId};
use crate::releases::Release;
use crate::remote_releases::RemoteRelease;
use crate::schema::{actors, artists, releases, remote_releases};

/// One thing that is new.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it stands, and since when it counts: the next part begins behind that of the last entry.
    pub cursor: Cursor,
    /// What it is.
    pub item: Item,
}

/// What it is.
#[derive(Debug, Clone)]
pub enum Item {
    /// A release of this instance.
    Release(Box<(Artist, Release)>),
    /// A release of another server.
    Remote(Box<(RemoteRelease, Actor)>),
}

/// One row of the list.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Bool)]
    is_remote: bool,
}

/// The entries of these rows, in order; what vanished since they were read is left out.
pub(super) async fn load(connection: &mut Connection, rows: &[Row]) -> QueryResult<Vec<Entry>> {
    let here: Vec<ReleaseId> = rows.iter().filter(|row| !row.is_remote).map(|row| ReleaseId(row.id)).collect();
    let mut here = pairs(connection, &here).await?;
    let there: Vec<RemoteReleaseId> =
        rows.iter().filter(|row| row.is_remote).map(|row| RemoteReleaseId(row.id)).collect();
    let mut there = remote(connection, &there).await?;
    let entry = |row: &Row| {
        let item = if row.is_remote {
            Item::Remote(Box::new(there.remove(&RemoteReleaseId(row.id))?))
        } else {
            Item::Release(Box::new(here.remove(&ReleaseId(row.id))?))
        };
        Some(Entry { cursor: Cursor { at: row.at, id: row.id }, item })
    };
    Ok(rows.iter().filter_map(entry).collect())
}

/// One row of a list of artists.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ArtistRow {
    #[diesel(sql_type = Uuid)]
    id: ArtistId,
}

/// The artists of these rows, in order.
pub(super) async fn artists_of(connection: &mut Connection, rows: &[ArtistRow]) -> QueryResult<Vec<Artist>> {
    let ids: Vec<ArtistId> = rows.iter().map(|row| row.id).collect();
    let mut found: HashMap<ArtistId, Artist> =
        crate::artists::many(connection, &ids).await?.into_iter().map(|artist| (artist.id, artist)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// These releases with their artists.
pub(super) async fn pairs(
    connection: &mut Connection,
    ids: &[ReleaseId],
) -> QueryResult<HashMap<ReleaseId, (Artist, Release)>> {
    let found: Vec<(Artist, Release)> = releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq_any(ids))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| (found.1.id, found)).collect())
}

async fn remote(
    connection: &mut Connection,
    ids: &[RemoteReleaseId],
) -> QueryResult<HashMap<RemoteReleaseId, (RemoteRelease, Actor)>> {
    let found: Vec<(RemoteRelease, Actor)> = remote_releases::table
        .inner_join(actors::table)
        .filter(remote_releases::id.eq_any(ids))
        .select((RemoteRelease::as_select(), Actor::as_select()))
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| (found.0.id, found)).collect())
}
