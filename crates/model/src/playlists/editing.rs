//! Adding, moving and removing entries.

use std::collections::{HashMap, HashSet};

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::order::{self, after, without};
use super::{Entry, MOST_ENTRIES, Playlist, PlaylistError, gone, lock, raise};
use crate::artists::Artist;
use crate::ids::{AccountId, PlaylistEntryId, PlaylistId, ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artists, playlist_entries, releases, tracks};
use crate::{Connection, entitlements};

/// Adds tracks behind an entry, or at the end where none is named or the named one is gone. A track may stand in a playlist more
/// than once.
///
/// # Errors
/// When a track is not there for whoever adds it, the playlist is full or gone, or the database fails.
pub async fn add(
    connection: &mut Connection,
    playlist: PlaylistId,
    account: AccountId,
    tracks: &[TrackId],
    behind: Option<PlaylistEntryId>,
) -> Result<(Playlist, Vec<Entry>), PlaylistError> {
    check(connection, account, tracks).await?;
    let added = connection.transaction(async |connection| {
        lock(connection, playlist).await.map_err(gone)?;
        let order = order::read(connection, playlist).await?;
        if order.len() + tracks.len() > MOST_ENTRIES {
            return Err(PlaylistError::Full);
        }
        let made = insert(connection, (playlist, account), tracks, order.len()).await?;
        if behind.is_some() && behind != order.last().copied() {
            let all: Vec<PlaylistEntryId> = order.iter().chain(&made).copied().collect();
            order::write(connection, playlist, &after(&all, &made, behind)).await?;
        }
        let entries = playlist_entries::table
            .filter(playlist_entries::id.eq_any(&made))
            .order(playlist_entries::position.asc())
            .select(Entry::as_select())
            .load(connection)
            .await?;
        Ok((raise(connection, playlist).await?, entries))
    });
    added.await
}

/// Removes entries; those that are gone already are passed over.
///
/// # Errors
/// When the playlist is gone or the database fails.
pub async fn remove(
    connection: &mut Connection,
    playlist: PlaylistId,
    entries: &[PlaylistEntryId],
) -> Result<Playlist, PlaylistError> {
    let removed = connection.transaction(async |connection| {
        let before = lock(connection, playlist).await?;
        let order = order::read(connection, playlist).await?;
        let these = playlist_entries::table
            .filter(playlist_entries::playlist_id.eq(playlist))
            .filter(playlist_entries::id.eq_any(entries));
        if diesel::delete(these).execute(connection).await? == 0 {
            return Ok(before);
        }
        order::write(connection, playlist, &without(&order, entries)).await?;
        raise(connection, playlist).await
    });
    removed.await.map_err(gone)
}

/// Puts an entry right behind another, or at the beginning where none is named. Behind one that somebody removed meanwhile, it
/// goes to the end.
///
/// # Errors
/// When the entry or the playlist is gone, or the database fails.
pub async fn move_entry(
    connection: &mut Connection,
    playlist: PlaylistId,
    entry: PlaylistEntryId,
    behind: Option<PlaylistEntryId>,
) -> Result<Playlist, PlaylistError> {
    let moved = connection.transaction(async |connection| {
        let before = lock(connection, playlist).await.map_err(gone)?;
        let order = order::read(connection, playlist).await?;
        if !order.contains(&entry) {
            return Err(PlaylistError::EntryGone);
        }
        let wanted = after(&order, &[entry], behind);
        if wanted == order {
            return Ok(before);
        }
        order::write(connection, playlist, &wanted).await?;
        Ok(raise(connection, playlist).await?)
    });
    moved.await
}

/// Makes these tracks the whole playlist. An entry whose track stays keeps its id, so that others who move or remove it at the
/// same time still find it.
///
/// # Errors
/// When a track is not there for whoever sets it, there are too many, the playlist is gone, or the database fails.
pub async fn replace(
    connection: &mut Connection,
    playlist: PlaylistId,
    account: AccountId,
    tracks: &[TrackId],
) -> Result<Playlist, PlaylistError> {
    if tracks.len() > MOST_ENTRIES {
        return Err(PlaylistError::Full);
    }
    let replaced = connection.transaction(async |connection| {
        lock(connection, playlist).await.map_err(gone)?;
        let present: Vec<(PlaylistEntryId, TrackId)> = playlist_entries::table
            .filter(playlist_entries::playlist_id.eq(playlist))
            .order(playlist_entries::position.desc())
            .select((playlist_entries::id, playlist_entries::track_id))
            .load(connection)
            .await?;
        // Last first, so that the first of a track that stands there twice is the first to be taken.
        let mut free: HashMap<TrackId, Vec<PlaylistEntryId>> = HashMap::new();
        for (entry, track) in &present {
            free.entry(*track).or_default().push(*entry);
        }
        let kept: Vec<Option<PlaylistEntryId>> =
            tracks.iter().map(|track| free.get_mut(track).and_then(Vec::pop)).collect();
        let new: Vec<TrackId> =
            tracks.iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(track, _)| *track).collect();
        check(connection, account, &new).await?;
        let unwanted: Vec<PlaylistEntryId> = free.into_values().flatten().collect();
        diesel::delete(playlist_entries::table.filter(playlist_entries::id.eq_any(&unwanted)))
            .execute(connection)
            .await?;
        let mut made = insert(connection, (playlist, account), &new, present.len()).await?.into_iter();
        let order: Vec<PlaylistEntryId> = kept.into_iter().filter_map(|kept| kept.or_else(|| made.next())).collect();
        order::write(connection, playlist, &order).await?;
        Ok(raise(connection, playlist).await?)
    });
    replaced.await
}

/// Writes new entries behind the `present` ones and gives their ids, in order.
async fn insert(
    connection: &mut Connection,
    (playlist, account): (PlaylistId, AccountId),
    tracks: &[TrackId],
    present: usize,
) -> QueryResult<Vec<PlaylistEntryId>> {
    let first = i32::try_from(present).unwrap_or(i32::MAX).saturating_add(1);
    let rows: Vec<_> = (first..)
        .zip(tracks)
        .map(|(position, track)| {
            (
                playlist_entries::id.eq(PlaylistEntryId::new()),
                playlist_entries::playlist_id.eq(playlist),
                playlist_entries::position.eq(position),
                playlist_entries::track_id.eq(*track),
                playlist_entries::added_by.eq(Some(account)),
            )
        })
        .collect();
    let mut made: Vec<(i32, PlaylistEntryId)> = Vec::new();
    // A statement holds at most 65,535 values.
    for rows in rows.chunks(1_000) {
        let some: Vec<(i32, PlaylistEntryId)> = diesel::insert_into(playlist_entries::table)
            .values(rows)
            .returning((playlist_entries::position, playlist_entries::id))
            .get_results(connection)
            .await?;
        made.extend(some);
    }
    made.sort_unstable();
    Ok(made.into_iter().map(|(_, id)| id).collect())
}

/// Whether every track is there for an account.
async fn check(connection: &mut Connection, account: AccountId, wanted: &[TrackId]) -> Result<(), PlaylistError> {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let of: Vec<(TrackId, ReleaseId)> = tracks::table
        .filter(tracks::id.eq_any(&wanted))
        .select((tracks::id, tracks::release_id))
        .load(connection)
        .await?;
    let mut of_releases: Vec<ReleaseId> = of.iter().map(|(_, release)| *release).collect();
    of_releases.sort_unstable();
    of_releases.dedup();
    let listed: Vec<(Artist, Release)> = releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq_any(of_releases))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await?;
    let seen = seen_of(connection, account, &listed).await?;
    let is_there = of.len() == wanted.len() && of.iter().all(|(_, release)| seen.contains(release));
    if is_there { Ok(()) } else { Err(PlaylistError::TrackGone) }
}

async fn seen_of(
    connection: &mut Connection,
    account: AccountId,
    listed: &[(Artist, Release)],
) -> QueryResult<HashSet<ReleaseId>> {
    let pairs = listed.iter().map(|(artist, release)| (artist, release)).collect();
    entitlements::seen(connection, Some(account), pairs).await
}
