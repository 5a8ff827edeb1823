//! Tracks in the studio.

pub mod deletion;
pub mod edit;
pub mod master;
pub mod update;
