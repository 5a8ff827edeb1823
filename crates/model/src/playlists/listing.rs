//! Lists of playlists, and what stands in one.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Nullable, Uuid};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    QueryableByName, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::{Access, Entry, Playlist, Visibility};
use crate::artists::Artist;
use crate::ids::{AccountId, ImageId, PlaylistEntryId, PlaylistId};
use crate::releases::Release;
use crate::schema::{accounts, artists, playlist_entries, playlist_members, playlists, releases, tracks};
use crate::tracks::Track;
use crate::{Connection, entitlements, fixed};

/// An entry with what it plays.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The entry.
    pub entry: Entry,
    /// Whose release it is on.
    pub artist: Artist,
    /// The release it is on.
    pub release: Release,
    /// The track.
    pub track: Track,
    /// The name of who added it; empty where they are gone.
    pub added_by: String,
}

/// An entry, who added it, and its track with its release.
type Row = (Entry, Option<String>, (Artist, Release, Track));

/// What a list says of a playlist. Only what everybody may see is counted and pictured.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The name of whose it is.
    pub owner: String,
    /// How many tracks it has.
    pub tracks: i64,
    /// How long they play, in milliseconds.
    pub duration_ms: i64,
    /// Covers of its first releases, at most four different ones.
    pub covers: Vec<ImageId>,
}

/// The entries of a playlist in order, for whoever may edit it: those whose tracks are hidden from them included.
///
/// # Errors
/// When the database fails.
pub async fn entries(connection: &mut Connection, playlist: PlaylistId) -> QueryResult<Vec<Entry>> {
    playlist_entries::table
        .filter(playlist_entries::playlist_id.eq(playlist))
        .order(playlist_entries::position.asc())
        .select(Entry::as_select())
        .load(connection)
        .await
}

/// The entry at a position.
///
/// # Errors
/// When the database fails.
pub async fn entry_at(
    connection: &mut Connection,
    playlist: PlaylistId,
    position: i32,
) -> QueryResult<Option<PlaylistEntryId>> {
    playlist_entries::table
        .filter(playlist_entries::playlist_id.eq(playlist))
        .filter(playlist_entries::position.eq(position))
        .select(playlist_entries::id)
        .first(connection)
        .await
        .optional()
}

/// How many entries a playlist has.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection, playlist: PlaylistId) -> QueryResult<i64> {
    playlist_entries::table.filter(playlist_entries::playlist_id.eq(playlist)).count().get_result(connection).await
}

/// What stands in a playlist, in order: only tracks that `viewer` may see.
///
/// # Errors
/// When the database fails.
pub async fn entries_for(
    connection: &mut Connection,
    playlist: PlaylistId,
    viewer: Option<AccountId>,
) -> QueryResult<Vec<Listed>> {
    part_for(connection, playlist, viewer, (1, i64::from(i32::MAX))).await
}

/// The same of a part of it: the entries from a position on, at most `limit` of them before the hidden ones are left out.
///
/// # Errors
/// When the database fails.
pub async fn part_for(
    connection: &mut Connection,
    playlist: PlaylistId,
    viewer: Option<AccountId>,
    (from, limit): (i32, i64),
) -> QueryResult<Vec<Listed>> {
    let rows: Vec<Row> = playlist_entries::table
        .inner_join(tracks::table.inner_join(releases::table.inner_join(artists::table)))
        .left_join(accounts::table)
        .filter(playlist_entries::playlist_id.eq(playlist))
        .filter(playlist_entries::position.ge(from))
        .order(playlist_entries::position.asc())
        .limit(limit)
        .select((
            Entry::as_select(),
            accounts::name.nullable(),
            (Artist::as_select(), Release::as_select(), Track::as_select()),
        ))
        .load(connection)
        .await?;
    let pairs = rows.iter().map(|(.., (artist, release, _))| (artist, release)).collect();
    let seen = entitlements::seen(connection, viewer, pairs).await?;
    let listed = rows.into_iter().filter(|(.., (_, release, _))| seen.contains(&release.id));
    let entry = |(entry, name, (artist, release, track)): (Entry, Option<String>, _)| Listed {
        entry,
        artist,
        release,
        track,
        added_by: name.unwrap_or_default(),
    };
    Ok(listed.map(entry).collect())
}

/// The playlists an account owns or edits, last changed first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<(Playlist, Access)>> {
    let edited =
        playlist_members::table.filter(playlist_members::account_id.eq(account)).select(playlist_members::playlist_id);
    let found: Vec<Playlist> = playlists::table
        .inner_join(accounts::table)
        .filter(playlists::account_id.eq(account).or(playlists::id.eq_any(edited)))
        .filter(accounts::suspended_at.is_null())
        .order((playlists::updated_at.desc(), playlists::id.desc()))
        .select(Playlist::as_select())
        .load(connection)
        .await?;
    let access = |playlist: &Playlist| if playlist.account_id == account { Access::Owns } else { Access::Edits };
    Ok(found.into_iter().map(|playlist| (playlist.clone(), access(&playlist))).collect())
}

/// The playlists of an account that everybody may find, newest first, at most `limit` behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn public_of(
    connection: &mut Connection,
    account: AccountId,
    before: Option<PlaylistId>,
    limit: i64,
) -> QueryResult<Vec<Playlist>> {
    playlists::table
        .inner_join(accounts::table)
        .filter(playlists::account_id.eq(account))
        .filter(playlists::visibility.eq(Visibility::Public))
        .filter(accounts::suspended_at.is_null())
        .filter(playlists::id.lt(before.unwrap_or(PlaylistId(uuid::Uuid::max()))))
        .order(playlists::id.desc())
        .limit(limit)
        .select(Playlist::as_select())
        .load(connection)
        .await
}

#[derive(Debug, QueryableByName)]
struct Counted {
    #[diesel(sql_type = Uuid)]
    id: PlaylistId,
    #[diesel(sql_type = diesel::sql_types::Text)]
    owner: String,
    #[diesel(sql_type = BigInt)]
    tracks: i64,
    #[diesel(sql_type = BigInt)]
    duration_ms: i64,
    #[diesel(sql_type = Array<Nullable<Uuid>>)]
    covers: Vec<Option<ImageId>>,
}

/// What lists say of these playlists.
///
/// # Errors
/// When the database fails.
pub async fn summaries(
    connection: &mut Connection,
    playlists: &[PlaylistId],
) -> QueryResult<HashMap<PlaylistId, Summary>> {
    let rows: Vec<Counted> =
        fixed::query(include_str!("summaries.sql")).bind::<Array<Uuid>, _>(playlists.to_vec()).load(connection).await?;
    let summary = |row: Counted| Summary {
        owner: row.owner,
        tracks: row.tracks,
        duration_ms: row.duration_ms,
        covers: row.covers.into_iter().flatten().collect(),
    };
    Ok(rows.into_iter().map(|row| (row.id, summary(row))).collect())
}
