//! What an artist shares with others, and others with it.

pub mod answer;
pub mod create;
pub mod end;
pub mod index;
