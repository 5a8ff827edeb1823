//! A fan's own history: theirs alone to see, to take along, to pause and to erase.

pub mod delete;
pub mod delete_all;
pub mod export;
pub mod import;
pub mod index;
pub mod pause;
