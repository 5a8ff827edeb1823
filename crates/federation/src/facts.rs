//! Facts: what [`crate::objects`] makes its documents of, loaded through the model.
//!
//! Here is decided what may leave the house: a release that is not published, or whose artist is suspended, has no facts; a
//! track that not everybody may hear has no [`Sound`]. Nothing here knows who bought or listened.

mod actor;
mod instance;
mod post;
mod release;
mod show;

use diesel::QueryResult;
use model::ids::ImageId;
use model::images::{HEADER_SIZES, ImagePurpose, SQUARE_SIZES};
use model::{Connection, federated};
use uuid::Uuid;

pub use actor::{ActorFacts, ActorType, Field, FieldValue, Keys, actor};
pub use instance::{InstanceFacts, Registrations, instance};
pub use post::{Attached, Mention, PostFacts, post};
pub use release::{Price, ReleaseFacts, Sound, TrackFacts, release, release_of_track};
pub use show::{ShowFacts, show};

/// An image of this instance; all of them are JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its id.
    pub id: Uuid,
    /// The largest size it is made in, in pixels.
    pub largest: u32,
    /// What is to be seen on it; may be empty.
    pub alt: String,
    /// Its blurhash.
    pub blurhash: Option<String>,
}

impl Picture {
    /// Its whole address in the size that is this many pixels wide (one of the sizes its kind is made in), or in its largest if
    /// `wanted` is larger.
    #[must_use]
    pub fn address(&self, base: &str, wanted: u32) -> String {
        urls::absolute(base, &urls::image(self.id, wanted.min(self.largest)))
    }
}

/// What others did with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Likes.
    pub likes: u64,
    /// Boosts.
    pub boosts: u64,
}

/// Who may read a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Everybody who comes across it.
    Unlisted,
    /// Who follows its author, and who is mentioned.
    Followers,
    /// Who is mentioned.
    Direct,
}

/// The base of addresses without a slash at its end.
pub(crate) fn base(base_url: &str) -> String {
    base_url.trim_end_matches('/').to_owned()
}

/// The images with these ids that can be shown, in no order.
async fn pictures(connection: &mut Connection, ids: &[ImageId]) -> QueryResult<Vec<Picture>> {
    let picture = |shown: federated::Shown| {
        let sizes = if shown.purpose == ImagePurpose::Header { HEADER_SIZES } else { SQUARE_SIZES };
        let largest = sizes.iter().copied().max().unwrap_or_default();
        Picture { id: shown.id.0, largest, alt: shown.alt, blurhash: shown.blurhash }
    };
    Ok(federated::shown(connection, ids).await?.into_iter().map(picture).collect())
}

impl Counts {
    /// From what the database counts.
    fn of(likes: i64, boosts: i64) -> Self {
        Self { likes: u64::try_from(likes).unwrap_or_default(), boosts: u64::try_from(boosts).unwrap_or_default() }
    }
}
