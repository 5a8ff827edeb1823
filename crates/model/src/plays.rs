//! Plays: who heard how much of a track, without who they are. A listen is one row from its first sound on; what it tells of
//! itself is believed as far as the server's clock allows. Rows live for thirty days; then only [`sums`] are left.

mod beginning;
mod counting;
mod counts;
mod downloads;
mod growing;
pub mod listeners;
pub mod sums;

use chrono::{DateTime, Utc};
use diesel::sql_types::Binary;
use diesel::{OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

pub use counts::{of_releases, of_tracks};
pub use downloads::{Download, note_download};
pub use listeners::Listener;

use crate::ids::{AccountId, PlayId, TrackId};
use crate::schema::plays;
use crate::{Connection, fixed};

crate::sql_types::words! {
    /// Where somebody listens.
    Source {
        /// On a page of this instance.
        Page = "page",
        /// In the player on somebody else's page.
        Embed = "embed",
        /// In an app that speaks Subsonic.
        Subsonic = "subsonic",
        /// In a podcast app, or from the plain file.
        Podcast = "podcast",
    }
}

impl Source {
    /// As a chart says it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "Pages here",
            Self::Embed => "Players on other pages",
            Self::Subsonic => "Subsonic apps",
            Self::Podcast => "Podcast apps and files",
        }
    }
}

crate::sql_types::words! {
    /// On what somebody listens.
    Device {
        /// A computer.
        Desktop = "desktop",
        /// A telephone.
        Phone = "phone",
        /// A tablet.
        Tablet = "tablet",
        /// A program of its own.
        App = "app",
        /// Something else.
        Other = "other",
    }
}

impl Device {
    /// As a chart says it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desktop => "Computers",
            Self::Phone => "Phones",
            Self::Tablet => "Tablets",
            Self::App => "Apps",
            Self::Other => "Other devices",
        }
    }
}

crate::sql_types::words! {
    /// How a listen ended.
    Ending {
        /// At the end of the track.
        Completed = "completed",
        /// The listener went on to another one.
        Skipped = "skipped",
        /// The listener stopped.
        Stopped = "stopped",
    }
}

/// What a player tells of a listen: once at its start, then now and then, and at its end.
#[derive(Debug, Clone)]
pub struct Note {
    /// Made by whoever plays, one for each listen.
    pub id: PlayId,
    /// What is heard.
    pub track: TrackId,
    /// Who is signed in.
    pub account: Option<AccountId>,
    /// Who it is today, see [`listeners::word`].
    pub listener: Listener,
    /// Where.
    pub source: Source,
    /// On what.
    pub device: Device,
    /// What is played, as in `aac128`.
    pub rung: String,
    /// How much was heard up to now.
    pub heard_ms: i64,
    /// How far into the track it came.
    pub reached_ms: i64,
    /// How long the first sound took.
    pub start_delay_ms: Option<i32>,
    /// How it ended; `None` while it goes on.
    pub ending: Option<Ending>,
    /// How often the sound stopped by itself.
    pub stalls: i32,
    /// For how long in all.
    pub stall_ms: i64,
}

/// What became of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is written down.
    Noted,
    /// With this note enough was heard, but it does not count: the listener counted a short while ago, or is one of the artist's.
    Heard,
    /// With this note it became a play.
    Counted,
    /// There is no such track for this listener.
    Unknown,
    /// The id is of another listen, or of one that is over.
    Refused,
}

/// A listen as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = plays, check_for_backend(diesel::pg::Pg))]
pub struct Play {
    /// Its id.
    pub id: PlayId,
    /// What is heard.
    pub track_id: TrackId,
    /// Who, for a day.
    pub listener: Vec<u8>,
    /// When the server heard of it first.
    pub started_at: DateTime<Utc>,
    /// When the server heard of it last.
    pub heard_at: DateTime<Utc>,
    /// Since when it counts.
    pub counted_at: Option<DateTime<Utc>>,
    /// Since when enough was heard.
    pub listened_at: Option<DateTime<Utc>>,
    /// Whether it is of somebody who manages the artist.
    pub is_own: bool,
    /// How much was heard.
    pub heard_ms: i64,
    /// How far it came.
    pub reached_ms: i64,
    /// How it ended.
    pub ending: Option<Ending>,
    /// How often the sound stopped by itself.
    pub stalls: i32,
    /// For how long in all.
    pub stall_ms: i64,
    /// Since when it is in the sums.
    pub summed_at: Option<DateTime<Utc>>,
}

/// Writes down what a player tells of a listen. It becomes a play after 30 seconds or half the track, as the server's clock has
/// them; then it goes into its listener's history and to their scrobbler.
///
/// # Errors
/// When the database fails.
pub async fn note(connection: &mut Connection, note: &Note) -> QueryResult<Outcome> {
    note_at(connection, note, Utc::now()).await
}

/// [`note`], at a moment.
///
/// # Errors
/// When the database fails.
pub async fn note_at(connection: &mut Connection, note: &Note, now: DateTime<Utc>) -> QueryResult<Outcome> {
    connection
        .transaction(async |connection| {
            lock(connection, note.listener).await?;
            match find(connection, note.id).await? {
                Some(play) => growing::grow(connection, &play, note, now).await,
                None => beginning::begin(connection, note, now).await,
            }
        })
        .await
}

/// The listen with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: PlayId) -> QueryResult<Option<Play>> {
    plays::table.find(id).select(Play::as_select()).first(connection).await.optional()
}

/// The listens of one listener are written one after the other until the transaction ends, so that two at once do not both count.
async fn lock(connection: &mut Connection, listener: Listener) -> QueryResult<()> {
    fixed::query("SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 2))")
        .bind::<Binary, _>(listener.bytes())
        .execute(connection)
        .await?;
    Ok(())
}
