//! Who may do what with a playlist. Whatever is not for somebody is not there for them.

use chrono::Utc;
use diesel::dsl::exists;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Playlist, Visibility};
use crate::Connection;
use crate::ids::{AccountId, PlaylistId};
use crate::schema::{accounts, playlist_members, playlists};

/// What somebody may do with a playlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Look and listen.
    Reads,
    /// Add, move and remove tracks too.
    Edits,
    /// Change its words and who edits it, and delete it too.
    Owns,
}

impl Access {
    /// Whether tracks can be added, moved and removed.
    #[must_use]
    pub fn edits(self) -> bool {
        self >= Self::Edits
    }

    /// Whether it is theirs.
    #[must_use]
    pub fn owns(self) -> bool {
        self == Self::Owns
    }
}

/// The playlist with this id and what `viewer` may do with it; `None` where it is not for them. `key` is the word of an invitation:
/// whoever has it may read, and [`super::join`] to edit.
///
/// # Errors
/// When the database fails.
pub async fn find(
    connection: &mut Connection,
    id: PlaylistId,
    viewer: Option<AccountId>,
    key: Option<&str>,
) -> QueryResult<Option<(Playlist, Access)>> {
    let found: Option<(Playlist, bool)> = playlists::table
        .inner_join(accounts::table)
        .filter(playlists::id.eq(id))
        .select((Playlist::as_select(), accounts::suspended_at.is_null()))
        .first(connection)
        .await
        .optional()?;
    let Some((playlist, is_shown)) = found else { return Ok(None) };
    let access = access(connection, &playlist, viewer, key).await?;
    // What somebody made who is shut out is nobody's to see.
    Ok(access.filter(|_| is_shown).map(|access| (playlist, access)))
}

async fn access(
    connection: &mut Connection,
    playlist: &Playlist,
    viewer: Option<AccountId>,
    key: Option<&str>,
) -> QueryResult<Option<Access>> {
    if viewer == Some(playlist.account_id) {
        return Ok(Some(Access::Owns));
    }
    if let Some(viewer) = viewer {
        let edits = exists(playlist_members::table.find((playlist.id, viewer)));
        if diesel::select(edits).get_result(connection).await? {
            return Ok(Some(Access::Edits));
        }
    }
    let is_invited = key.is_some() && key == playlist.invite_key.as_deref();
    let is_open = playlist.visibility != Visibility::Private && !playlist.is_shared_no_more(Utc::now());
    let reads = is_invited || is_open;
    Ok(reads.then_some(Access::Reads))
}
