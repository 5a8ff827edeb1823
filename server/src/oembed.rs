//! oEmbed: how a page of ours is shown on pages of others, as a player in a frame.

pub mod find;
pub mod frame;
pub mod show;
