//! Charts: what most people heard.

pub mod show;
