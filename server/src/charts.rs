//! Charts: what most people heard.

pub mod kept;
pub mod show;
