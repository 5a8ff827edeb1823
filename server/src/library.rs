//! The library: what somebody keeps and owns. It is theirs alone: nobody else sees any of it.

pub mod artists;
pub mod collection;
pub mod releases;
pub mod show;
pub mod tracklist;
