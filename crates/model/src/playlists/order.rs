//! The order of a playlist's entries, as a list of ids.

use diesel::sql_types::{Array, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::ids::{PlaylistEntryId, PlaylistId};
use crate::schema::playlist_entries;
use crate::{Connection, fixed};

/// The ids of a playlist's entries, in order.
pub(super) async fn read(connection: &mut Connection, playlist: PlaylistId) -> QueryResult<Vec<PlaylistEntryId>> {
    playlist_entries::table
        .filter(playlist_entries::playlist_id.eq(playlist))
        .order(playlist_entries::position.asc())
        .select(playlist_entries::id)
        .load(connection)
        .await
}

/// Puts a playlist's entries into this order, which names all of them. Their positions are unique when the transaction ends.
pub(super) async fn write(
    connection: &mut Connection,
    playlist: PlaylistId,
    order: &[PlaylistEntryId],
) -> QueryResult<()> {
    fixed::query(
        "UPDATE playlist_entries SET position = placed.position
         FROM unnest($2) WITH ORDINALITY AS placed (id, position)
         WHERE playlist_entries.playlist_id = $1 AND playlist_entries.id = placed.id
           AND playlist_entries.position <> placed.position",
    )
    .bind::<Uuid, _>(playlist)
    .bind::<Array<Uuid>, _>(order.to_vec())
    .execute(connection)
    .await?;
    Ok(())
}

/// The order with `placed` right behind an entry, or before everything where none is named. Those behind an entry that somebody
/// removed meanwhile go to the end: they are not lost.
pub(super) fn after(
    order: &[PlaylistEntryId],
    placed: &[PlaylistEntryId],
    behind: Option<PlaylistEntryId>,
) -> Vec<PlaylistEntryId> {
    // Behind itself is where it is.
    let behind = match behind {
        Some(entry) if placed.contains(&entry) => {
            let before = order.iter().take_while(|id| **id != entry);
            before.filter(|id| !placed.contains(id)).last().copied()
        }
        other => other,
    };
    let others = without(order, placed);
    let at = match behind {
        None => 0,
        Some(entry) => others.iter().position(|id| *id == entry).map_or(others.len(), |index| index + 1),
    };
    let (before, rest) = others.split_at(at);
    [before, placed, rest].concat()
}

/// The order without some.
pub(super) fn without(order: &[PlaylistEntryId], removed: &[PlaylistEntryId]) -> Vec<PlaylistEntryId> {
    let removed: std::collections::HashSet<_> = removed.iter().collect();
    order.iter().filter(|id| !removed.contains(id)).copied().collect()
}
