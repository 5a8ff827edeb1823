//! Tags that somebody follows.

pub mod create;
pub mod delete;
