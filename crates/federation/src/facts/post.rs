//! A post of somebody here: an artist's, or a fan's comment.

mod load;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Counts, Picture, ReleaseFacts, Visibility};

pub use load::post;

/// What is said of a post that was written here.
#[derive(Debug, Clone)]
pub struct PostFacts {
    /// The instance, without a slash at its end.
    pub base: String,
    /// The post.
    pub id: Uuid,
    /// The actor who wrote it.
    pub actor: Uuid,
    /// HTML that is safe to show.
    pub content: String,
    /// What stands before it as a warning; plain text, may be empty.
    pub summary: String,
    /// Whether its picture is hidden at first.
    pub sensitive: bool,
    /// A language tag of BCP 47; may be empty.
    pub language: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// The id of what it answers, here or elsewhere.
    pub in_reply_to: Option<String>,
    /// The release whose conversation it belongs to.
    pub about: Option<Uuid>,
    /// Whom it mentions.
    pub mentions: Vec<Mention>,
    /// The hashtags in it, without #.
    pub hashtags: Vec<String>,
    /// What is shown with it.
    pub attached: Option<Attached>,
    /// When it was written.
    pub published: DateTime<Utc>,
    /// When it was changed.
    pub updated: Option<DateTime<Utc>>,
    /// What others did with it.
    pub counts: Counts,
}

/// Somebody a post mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Their id.
    pub uri: String,
    /// `user@host`.
    pub handle: String,
}

/// What is shown with a post: one thing, since players elsewhere want a sound to stand alone.
#[derive(Debug, Clone)]
pub enum Attached {
    /// A picture.
    Picture(Picture),
    /// A track of a published release, by its id.
    Track(Box<ReleaseFacts>, Uuid),
    /// A published release: its lead track, or its cover where nobody may hear that.
    Release(Box<ReleaseFacts>),
}
