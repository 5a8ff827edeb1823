//! Those who edit a playlist with its owner.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Playlist, PlaylistError, gone, lock, raise};
use crate::ids::{AccountId, PlaylistId};
use crate::schema::{accounts, playlist_members, playlists};
use crate::{Connection, tokens};

/// The most people beside the owner.
const MOST_PEOPLE: i64 = 50;

/// Somebody who edits a playlist with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collaborator {
    /// Who.
    pub account_id: AccountId,
    /// What they are called.
    pub name: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Those who edit a playlist with its owner, first come first.
///
/// # Errors
/// When the database fails.
pub async fn collaborators(connection: &mut Connection, playlist: PlaylistId) -> QueryResult<Vec<Collaborator>> {
    let rows: Vec<(AccountId, String, DateTime<Utc>)> = playlist_members::table
        .inner_join(accounts::table)
        .filter(playlist_members::playlist_id.eq(playlist))
        .order((playlist_members::created_at.asc(), accounts::id.asc()))
        .select((accounts::id, accounts::name, playlist_members::created_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(account_id, name, created_at)| Collaborator { account_id, name, created_at }).collect())
}

/// Gives a playlist a new link that lets others edit it (the old one stops working), or takes the link away.
///
/// # Errors
/// When the playlist is gone, there are no random bytes or the database fails.
pub async fn set_invitation(
    connection: &mut Connection,
    playlist: PlaylistId,
    on: bool,
) -> Result<Playlist, PlaylistError> {
    let key = if on { Some(tokens::random("")?) } else { None };
    let set = connection.transaction(async |connection| {
        lock(connection, playlist).await?;
        let key = playlists::invite_key.eq(key);
        diesel::update(playlists::table.find(playlist)).set(key).execute(connection).await?;
        raise(connection, playlist).await
    });
    set.await.map_err(gone)
}

/// Lets an account edit a playlist, if `key` is the word of its invitation. Its owner and those who edit it already stay what they are.
///
/// # Errors
/// [`PlaylistError::Gone`] when the word is none of it, or [`PlaylistError::Crowded`].
pub async fn join(
    connection: &mut Connection,
    playlist: PlaylistId,
    account: AccountId,
    key: &str,
) -> Result<Playlist, PlaylistError> {
    let joined = connection.transaction(async |connection| {
        let present = lock(connection, playlist).await.map_err(gone)?;
        if present.invite_key.as_deref() != Some(key) {
            return Err(PlaylistError::Gone);
        }
        if present.account_id == account {
            return Ok(present);
        }
        let people = playlist_members::table.filter(playlist_members::playlist_id.eq(playlist));
        if people.count().get_result::<i64>(connection).await? >= MOST_PEOPLE {
            return Err(PlaylistError::Crowded);
        }
        let new = (playlist_members::playlist_id.eq(playlist), playlist_members::account_id.eq(account));
        diesel::insert_into(playlist_members::table).values(new).on_conflict_do_nothing().execute(connection).await?;
        Ok(raise(connection, playlist).await?)
    });
    joined.await
}

/// Somebody no longer edits a playlist. Whoever has the old link could come back with it: `renew` gives it a new one.
///
/// # Errors
/// When the playlist is gone, there are no random bytes or the database fails.
pub async fn remove_collaborator(
    connection: &mut Connection,
    playlist: PlaylistId,
    account: AccountId,
    renew: bool,
) -> Result<Playlist, PlaylistError> {
    let key = tokens::random("")?;
    let removed = connection.transaction(async |connection| {
        let present = lock(connection, playlist).await?;
        diesel::delete(playlist_members::table.find((playlist, account))).execute(connection).await?;
        if renew && present.invite_key.is_some() {
            let key = playlists::invite_key.eq(Some(key));
            diesel::update(playlists::table.find(playlist)).set(key).execute(connection).await?;
        }
        raise(connection, playlist).await
    });
    removed.await.map_err(gone)
}
