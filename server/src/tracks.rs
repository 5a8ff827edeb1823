//! Tracks: the page of one, and the list that a page gives the player.

pub mod listed;
pub mod lyrics;
pub mod playing;
pub mod show;
