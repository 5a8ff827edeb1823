//! Shows: live sets, planned, on air and over; and stations, which are on air as long as somebody or a rotation feeds them.
//!
//! A show has one address and one mount, its slug, before it, while it runs and after.

mod airing;
mod for_source;
mod input;
mod lists;
mod post;
mod slug;
mod writing;

use chrono::{DateTime, Utc};
use diesel::{Queryable, Selectable};

pub use airing::{cancel, end, set_playing, start};
pub use for_source::{SourceRefusal, for_source, meant};
pub use input::{ShowFields, ShowInput};
pub use lists::{by_slug, find, lock, of_artist, of_post, of_recording, on_air, on_air_of, past, soon};
pub use post::{is_post_text, post_text, reactions};
pub use slug::is_reserved;
pub use writing::{ShowError, create, delete, set_image, set_post, set_recording, update};

use crate::ids::{ArtistId, ImageId, PostId, ReleaseId, ShowId};
use crate::schema::shows;

crate::sql_types::words! {
    /// What a show is.
    ShowKind {
        /// It begins and ends.
        Set = "set",
        /// It goes on.
        Station = "station",
    }
}

crate::sql_types::words! {
    /// Who may listen.
    Gate {
        /// Everybody.
        Open = "open",
        /// Who knows a word.
        Password = "password",
        /// Members whose tier includes live sets.
        Members = "members",
        /// Who has a ticket, and members whose tier includes live sets.
        Ticket = "ticket",
    }
}

crate::sql_types::words! {
    /// Who may write beside a show.
    ChatMode {
        /// Nobody.
        Off = "off",
        /// Who is signed in.
        Accounts = "accounts",
        /// Everybody.
        Guests = "guests",
    }
}

crate::sql_types::words! {
    /// What becomes of the go-live post when the show is over.
    PostAfter {
        /// It leads to the replay.
        Edited = "edited",
        /// It goes.
        Deleted = "deleted",
    }
}

/// How a show stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not begun.
    Planned,
    /// It has begun and not ended, whether somebody feeds it at the moment or not.
    OnAir,
    /// It has ended.
    Over,
    /// It will not be.
    Cancelled,
}

/// A show as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = shows, check_for_backend(diesel::pg::Pg))]
pub struct Show {
    /// Its id.
    pub id: ShowId,
    /// Whose it is.
    pub artist_id: ArtistId,
    /// What it is.
    pub kind: ShowKind,
    /// The word in its address, and its mount; unique.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Markdown.
    pub about: String,
    /// Its picture; the artist's where there is none.
    pub image_id: Option<ImageId>,
    /// When it is planned to begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it is planned to end.
    pub ends_at: Option<DateTime<Utc>>,
    /// Who may listen.
    pub gate: Gate,
    /// argon2id, where the gate is a password.
    pub password_hash: Option<String>,
    /// What a ticket costs, tax included.
    pub ticket_minor: Option<i64>,
    /// ISO 4217.
    pub ticket_currency: Option<String>,
    /// How many may listen with one ticket, membership or signed address at the same time.
    pub sessions_at_once: i32,
    /// Who may write beside it.
    pub chat: ChatMode,
    /// Seconds between two lines of one person.
    pub slow_mode_seconds: i32,
    /// Whether a second source takes the first one's place; else it is refused.
    pub allows_takeover: bool,
    /// Whether it is recorded.
    pub records: bool,
    /// Whether it can be heard again at its address.
    pub replays: bool,
    /// Whether followers hear that it is live.
    pub announces: bool,
    /// What becomes of the go-live post.
    pub post_after: PostAfter,
    /// The go-live post.
    pub post_id: Option<PostId>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// The release that its recording became.
    pub recording_release_id: Option<ReleaseId>,
    /// What the source says is playing; may be empty.
    pub playing_title: String,
    /// Whose that is; may be empty.
    pub playing_artist: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

impl Show {
    /// How it stands.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.cancelled_at, self.ended_at, self.started_at) {
            (Some(_), _, _) => State::Cancelled,
            (None, Some(_), _) => State::Over,
            (None, None, Some(_)) => State::OnAir,
            (None, None, None) => State::Planned,
        }
    }

    /// Whether it has begun and not ended.
    #[must_use]
    pub fn is_on_air(&self) -> bool {
        self.state() == State::OnAir
    }
}
