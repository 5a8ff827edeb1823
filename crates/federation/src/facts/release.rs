//! A published release with its tracks.

mod load;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use model::licences::Licence;
use model::money::Currency;
use model::releases::ReleaseKind;
use uuid::Uuid;

use super::{Counts, Picture};

pub use load::{release, release_of_track};

/// What is said of a published release.
#[derive(Debug, Clone)]
pub struct ReleaseFacts {
    /// The instance, without a slash at its end.
    pub base: String,
    /// The release.
    pub id: Uuid,
    /// The actor of its artist.
    pub actor: Uuid,
    /// The artist's name.
    pub artist: String,
    /// The path of its page.
    pub page: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ReleaseKind,
    /// The artist's text about it: HTML that is safe to show. May be empty.
    pub about: String,
    /// Its genre; may be empty.
    pub genre: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// A language tag of BCP 47; may be empty.
    pub language: String,
    /// Its label; may be empty.
    pub label: String,
    /// Its number at the label; may be empty.
    pub catalogue_number: String,
    /// Its UPC or EAN; may be empty.
    pub upc: String,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Whether it, or one of its tracks, is explicit.
    pub explicit: bool,
    /// What it costs; none if it is free.
    pub price: Option<Price>,
    /// When it came out, here or before.
    pub released: Option<NaiveDate>,
    /// When it was published here.
    pub published: DateTime<Utc>,
    /// When it was changed since.
    pub updated: Option<DateTime<Utc>>,
    /// Its cover.
    pub cover: Option<Picture>,
    /// Its tracks in order.
    pub tracks: Vec<TrackFacts>,
    /// What others did with its note.
    pub counts: Counts,
}

/// What is said of one of its tracks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackFacts {
    /// The track.
    pub id: Uuid,
    /// The path of its page.
    pub page: String,
    /// From 1.
    pub position: i32,
    /// Its title.
    pub title: String,
    /// Who made it, where that is not the release's artist; else empty.
    pub artist: String,
    /// Its ISRC; may be empty.
    pub isrc: String,
    /// Whether it is explicit.
    pub explicit: bool,
    /// Its length in milliseconds.
    pub duration_ms: i64,
    /// What everybody may hear of it.
    pub sound: Option<Sound>,
    /// What others did with its note.
    pub counts: Counts,
}

/// The track, or its beginning, as an MP3 of 128 kbit/s that everybody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    /// The encoding it belongs to.
    pub encoding: Uuid,
    /// Its size.
    pub bytes: i64,
    /// How many seconds of the track it holds; none for all of it.
    pub preview_seconds: Option<u32>,
}

/// What a release costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// In the currency's smallest unit.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// Whether one may pay more.
    pub or_more: bool,
}

/// The amount as a document says it: "5.00".
impl fmt::Display for Price {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.currency.plain(self.amount_minor))
    }
}

impl TrackFacts {
    /// How long its sound is, which may be its beginning only.
    #[must_use]
    pub fn heard_ms(&self) -> i64 {
        let preview = self.sound.and_then(|sound| sound.preview_seconds).map(|seconds| i64::from(seconds) * 1000);
        preview.map_or(self.duration_ms, |ms| ms.min(self.duration_ms))
    }
}

impl ReleaseFacts {
    /// The track that stands for the release: the first that everybody may hear.
    #[must_use]
    pub fn lead(&self) -> Option<&TrackFacts> {
        self.tracks.iter().find(|track| track.sound.is_some())
    }

    /// The track with this id.
    #[must_use]
    pub fn track(&self, id: Uuid) -> Option<&TrackFacts> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// The length of all its tracks in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> i64 {
        self.tracks.iter().map(|track| track.duration_ms).sum()
    }
}
