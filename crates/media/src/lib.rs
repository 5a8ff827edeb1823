//! What the codecs say and how to ask them.
//!
//! No codec is linked here. [`Media`] starts the `tonewood-media` executable, once per job, with limits on memory,
//! processor and wall time, and speaks to it over pipes; a file that kills it is refused, nothing else is harmed.
//!
//! - [`Media::probe`] decodes a whole file and tells what it is, or refuses it with words for the artist;
//! - [`Media::ladder`] makes the rungs (CMAF segments, playlists, progressive files) and measures loudness;
//! - [`Media::download`] makes one tagged file from a master;
//! - [`Media::preview`] makes the first seconds of a master as files by themselves;
//! - [`Media::image`] checks a picture and makes its sizes;
//! - [`Media::live_decode`] and [`Media::live_encode`] run for as long as a source plays, [`Media::cut`] makes files of
//!   what was recorded;
//! - [`manifest`] writes the playlists that join renditions, [`loudness`] joins the tracks of an album and
//!   [`fingerprint`] tells recordings apart (no executable needed).

mod client;
mod download;
mod error;
pub mod fingerprint;
mod image;
mod ladder;
pub mod live;
pub mod loudness;
pub mod manifest;
mod preview;
mod probe;
pub mod wire;

pub use client::{Limits, Media};
pub use download::{DownloadFormat, DownloadJob};
pub use error::{MediaError, Refusal};
pub use image::{Image, ImageFile, ImageJob, Shape};
pub use ladder::{Ladder, LadderJob, Place, Rendition, Rung, Segment};
pub use loudness::Loudness;
pub use preview::{Preview, PreviewJob};
pub use probe::{CoverFacts, GainTags, Notice, Probe, Tags};
