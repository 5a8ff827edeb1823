//! The demo catalogue: a few invented artists, their releases, music composed and synthesised from seeds, pictures
//! drawn from seeds. Everything is deterministic: the same track renders to the same bytes every time.
//!
//! A [`Song`](form::Song) is a recipe (key, harmony, motifs, form). An arranger in [`styles`] turns it into a
//! [`Score`](score::Score), the desk in [`mix`] plays that with the instruments of [`synth`], and [`wav`] writes it.

pub mod buffer;
mod catalogue;
pub mod covers;
pub mod form;
pub mod melody;
pub mod mix;
pub mod notes;
mod people;
pub mod rng;
pub mod score;
pub mod styles;
pub mod synth;
pub mod wav;

pub use catalogue::catalogue;
pub use people::{Artist, ArtistKind, Catalogue, Credit, Licence, Price, PriceMode, Release, ReleaseKind, Track};
