//! What was found, looked up: each only while everybody may see it, whatever an engine still says. In no order.

use diesel::{ExpressionMethods, JoinOnDsl, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Kind, visible};
use crate::Connection;
use crate::actors::Actor;
use crate::artists::Artist;
use crate::releases::Release;
use crate::remote_releases::RemoteRelease;
use crate::schema::{accounts, actors, artists, playlists, releases, remote_releases, shows, tracks};
use crate::shows::Show;
use crate::tracks::Track;

/// Artists of this instance.
///
/// # Errors
/// When the database fails.
pub async fn artists(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<Artist>> {
    let ids = visible(connection, Kind::Artist, ids).await?;
    artists::table.filter(artists::id.eq_any(ids)).select(Artist::as_select()).load(connection).await
}

/// Releases of this instance, with whose they are.
///
/// # Errors
/// When the database fails.
pub async fn releases(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<(Artist, Release)>> {
    let ids = visible(connection, Kind::Release, ids).await?;
    releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq_any(ids))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await
}

/// Tracks of this instance, with their releases and whose those are.
///
/// # Errors
/// When the database fails.
pub async fn tracks(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<(Artist, Release, Track)>> {
    let ids = visible(connection, Kind::Track, ids).await?;
    tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq_any(ids))
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .load(connection)
        .await
}

/// Shows, with whose they are.
///
/// # Errors
/// When the database fails.
pub async fn shows(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<(Show, Artist)>> {
    let ids = visible(connection, Kind::Show, ids).await?;
    shows::table
        .inner_join(artists::table)
        .filter(shows::id.eq_any(ids))
        .select((Show::as_select(), Artist::as_select()))
        .load(connection)
        .await
}

/// A public playlist, as lists name it.
#[derive(Debug, Clone)]
pub struct FoundPlaylist {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The name of whose it is.
    pub by: String,
}

/// Public playlists.
///
/// # Errors
/// When the database fails.
pub async fn playlists(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<FoundPlaylist>> {
    let ids = visible(connection, Kind::Playlist, ids).await?;
    let rows: Vec<(Uuid, String, String)> = playlists::table
        .inner_join(accounts::table.on(accounts::id.eq(playlists::account_id)))
        .filter(playlists::id.eq_any(ids))
        .select((playlists::id, playlists::title, accounts::name))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, title, by)| FoundPlaylist { id, title, by }).collect())
}

/// Artists of other servers.
///
/// # Errors
/// When the database fails.
pub async fn remote_artists(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<Actor>> {
    let ids = visible(connection, Kind::RemoteArtist, ids).await?;
    actors::table.filter(actors::id.eq_any(ids)).select(Actor::as_select()).load(connection).await
}

/// Releases of other servers, with whose they are.
///
/// # Errors
/// When the database fails.
pub async fn remote_releases(connection: &mut Connection, ids: &[Uuid]) -> QueryResult<Vec<(RemoteRelease, Actor)>> {
    let ids = visible(connection, Kind::RemoteRelease, ids).await?;
    remote_releases::table
        .inner_join(actors::table)
        .filter(remote_releases::id.eq_any(ids))
        .select((RemoteRelease::as_select(), Actor::as_select()))
        .load(connection)
        .await
}
