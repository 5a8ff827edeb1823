//! Downloads of releases for whoever may have them: which files there are, one track, and the whole release as a ZIP.

pub mod checksums;
pub mod goods;
pub mod in_use;
pub mod index;
pub mod linked;
pub mod names;
pub mod offer;
pub mod shelf;
pub mod show;
pub mod show_extra;
pub mod show_release;
pub mod show_track;
pub mod zip;
