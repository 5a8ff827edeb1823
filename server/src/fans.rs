//! Fans: accounts that took a handle, so that they can follow and be followed.

pub mod answer;
pub mod edit;
pub mod show;
pub mod update;
