//! Playlists: tracks in an order that somebody chose, alone or with others.
//!
//! Every change locks the playlist's row, names entries by their ids and raises the version: whoever edits at the same time loses
//! nothing, for an entry that was added or moved meanwhile is not named by the other's change.

mod editing;
mod finding;
mod listing;
mod order;
mod people;

use chrono::{DateTime, Utc};
use diesel::result::Error;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::{AccountId, PlaylistEntryId, PlaylistId, TrackId};
use crate::schema::playlists;
use crate::tokens::NoRandomness;
use crate::{Connection, changes};

pub use editing::{add, move_entry, remove, replace};
pub use finding::{Access, find};
pub use listing::{Listed, Summary, count, entries, entries_for, entry_at, of_account, part_for, public_of, summaries};
pub use people::{Collaborator, collaborators, join, remove_collaborator, set_invitation};

crate::sql_types::words! {
    /// Who may read a playlist.
    Visibility {
        /// Its owner, and those they edit it with.
        Private = "private",
        /// Whoever has its address.
        Unlisted = "unlisted",
        /// Everybody; it is found and listed.
        Public = "public",
    }
}

/// The most entries of a playlist.
pub const MOST_ENTRIES: usize = 5_000;
/// The most playlists of an account.
pub const MOST_PLAYLISTS: i64 = 1_000;
/// The most characters of a title.
pub const MOST_TITLE_CHARS: usize = 200;
/// The most characters of what is said about a playlist.
pub const MOST_ABOUT_CHARS: usize = 2_000;

/// A playlist as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = playlists, check_for_backend(diesel::pg::Pg))]
pub struct Playlist {
    /// Its id.
    pub id: PlaylistId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Its title.
    pub title: String,
    /// What it is about; plain text, may be empty.
    pub about: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// The word in the link that lets somebody edit it too; none while it is the owner's alone.
    pub invite_key: Option<String>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
    /// Until when whoever has its address may read it, while it is unlisted; `None` for ever.
    pub shared_until: Option<DateTime<Utc>>,
}

impl Playlist {
    /// Whether it was shared up to a moment that has passed.
    #[must_use]
    pub fn is_shared_no_more(&self, now: DateTime<Utc>) -> bool {
        self.visibility == Visibility::Unlisted && self.shared_until.is_some_and(|until| until <= now)
    }
}

/// A place in a playlist.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::schema::playlist_entries, check_for_backend(diesel::pg::Pg))]
pub struct Entry {
    /// Its id.
    pub id: PlaylistEntryId,
    /// In which playlist.
    pub playlist_id: PlaylistId,
    /// From 1, without gaps.
    pub position: i32,
    /// The track.
    pub track_id: TrackId,
    /// Who added it, while they are here.
    pub added_by: Option<AccountId>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The words of a playlist, as somebody typed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its title.
    pub title: String,
    /// What it is about; plain text.
    pub about: String,
    /// Who may read it.
    pub visibility: Visibility,
}

/// Why a playlist cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum PlaylistError {
    /// No title.
    #[error("Enter a title for the playlist.")]
    TitleMissing,
    /// A long title.
    #[error("The title is too long. Shorten it to at most {MOST_TITLE_CHARS} characters.")]
    TitleTooLong,
    /// A long text.
    #[error("The description is too long. Shorten it to at most {MOST_ABOUT_CHARS} characters.")]
    AboutTooLong,
    /// No more playlists.
    #[error("You have {MOST_PLAYLISTS} playlists, which is the most there can be. Delete one first.")]
    TooMany,
    /// No more entries.
    #[error("A playlist holds at most {MOST_ENTRIES} tracks. Remove some first, or start another playlist.")]
    Full,
    /// No such track, or not for whoever adds it.
    #[error("One of these tracks is not here any more. Load the page again, then choose another.")]
    TrackGone,
    /// Somebody removed the entry.
    #[error("Somebody removed this track from the playlist meanwhile. The list shows how it stands now.")]
    EntryGone,
    /// The playlist is gone.
    #[error("This playlist is not here any more.")]
    Gone,
    /// No more people.
    #[error("As many people edit this playlist as can. Ask its owner to remove somebody first.")]
    Crowded,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

impl Words {
    /// The words as they are kept.
    fn checked(&self) -> Result<Self, PlaylistError> {
        let title: String = self.title.trim().chars().filter(|c| !c.is_control()).collect();
        let about = self.about.trim().replace("\r\n", "\n");
        let about: String = about.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if title.is_empty() {
            Err(PlaylistError::TitleMissing)
        } else if title.chars().count() > MOST_TITLE_CHARS {
            Err(PlaylistError::TitleTooLong)
        } else if about.chars().count() > MOST_ABOUT_CHARS {
            Err(PlaylistError::AboutTooLong)
        } else {
            Ok(Self { title, about, visibility: self.visibility })
        }
    }
}

/// Makes an empty playlist.
///
/// # Errors
/// When the words will not do, or the account has as many as there can be.
pub async fn create(connection: &mut Connection, owner: AccountId, words: &Words) -> Result<Playlist, PlaylistError> {
    let words = words.checked()?;
    let present: i64 = playlists::table.filter(playlists::account_id.eq(owner)).count().get_result(connection).await?;
    if present >= MOST_PLAYLISTS {
        return Err(PlaylistError::TooMany);
    }
    let made = diesel::insert_into(playlists::table)
        .values((
            playlists::id.eq(PlaylistId::new()),
            playlists::account_id.eq(owner),
            playlists::title.eq(words.title),
            playlists::about.eq(words.about),
            playlists::visibility.eq(words.visibility),
        ))
        .returning(Playlist::as_returning())
        .get_result(connection)
        .await?;
    Ok(made)
}

/// Changes a playlist's words.
///
/// # Errors
/// When the words will not do, or the playlist is gone.
pub async fn update(connection: &mut Connection, id: PlaylistId, words: &Words) -> Result<Playlist, PlaylistError> {
    let words = words.checked()?;
    let changed = connection.transaction(async |connection| {
        let before = lock(connection, id).await?;
        // Whoever shares it anew shares it without an end.
        let shared_until = before.shared_until.filter(|_| before.visibility == words.visibility);
        let fields = (
            playlists::title.eq(words.title),
            playlists::about.eq(words.about),
            playlists::visibility.eq(words.visibility),
            playlists::shared_until.eq(shared_until),
        );
        diesel::update(playlists::table.find(id)).set(fields).execute(connection).await?;
        raise(connection, id).await
    });
    changed.await.map_err(gone)
}

/// Lets an unlisted playlist be read by whoever has its address up to a moment, or for ever.
///
/// # Errors
/// When the database fails, or the playlist is gone.
pub async fn share_until(
    connection: &mut Connection,
    id: PlaylistId,
    until: Option<DateTime<Utc>>,
) -> QueryResult<Playlist> {
    diesel::update(playlists::table.find(id)).set(playlists::shared_until.eq(until)).execute(connection).await?;
    raise(connection, id).await
}

/// Deletes a playlist; false when it is gone already.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: PlaylistId) -> QueryResult<bool> {
    let deleted = diesel::delete(playlists::table.find(id)).execute(connection).await?;
    changes::notify_playlist(connection, id).await?;
    Ok(deleted > 0)
}

/// Locks a playlist's row until the transaction ends: changes come one after another.
async fn lock(connection: &mut Connection, id: PlaylistId) -> QueryResult<Playlist> {
    playlists::table.find(id).for_no_key_update().select(Playlist::as_select()).first(connection).await
}

/// Something about it changed: its version grows, and open pages hear of it.
async fn raise(connection: &mut Connection, id: PlaylistId) -> QueryResult<Playlist> {
    let raised = diesel::update(playlists::table.find(id))
        .set((playlists::version.eq(playlists::version + 1), playlists::updated_at.eq(Utc::now())))
        .returning(Playlist::as_returning())
        .get_result(connection)
        .await?;
    changes::notify_playlist(connection, id).await?;
    Ok(raised)
}

/// A row that is not there is a playlist that is gone.
fn gone(error: Error) -> PlaylistError {
    match error {
        Error::NotFound => PlaylistError::Gone,
        other => PlaylistError::Database(other),
    }
}

#[cfg(test)]
mod tests;
