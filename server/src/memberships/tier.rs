//! The tier of a membership: changing it.

pub mod edit;
pub mod update;
