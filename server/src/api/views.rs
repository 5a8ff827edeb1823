//! What the API says about artists, releases and tracks.

pub mod artist;
pub mod extra;
pub mod image;
pub mod playlist;
pub mod release;
pub mod show;
pub mod track;
