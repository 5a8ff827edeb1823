//! Tags: all of them, and what has one.

pub mod button;
pub mod index;
pub mod show;
