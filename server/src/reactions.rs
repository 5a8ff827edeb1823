//! Likes and boosts of releases, tracks and posts.

pub mod create;
