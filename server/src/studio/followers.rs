//! Who follows an artist, and who wants to.

pub mod index;
pub mod update;
