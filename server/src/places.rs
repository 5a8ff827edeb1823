//! Places: all of them, and what comes from one.

pub mod index;
pub mod show;
