//! Comments on releases and tracks, and answers to posts: how pages show them, and how somebody here writes one.

pub mod ago;
pub mod create;
pub mod limits;
pub mod named;
pub mod new;
pub mod place;
pub mod talk;
pub mod view;
pub mod voices;
pub mod write;
