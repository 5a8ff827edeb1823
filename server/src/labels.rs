//! Labels: all of them, and what carries the name of one.

pub mod index;
pub mod show;
