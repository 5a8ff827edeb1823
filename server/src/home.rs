//! The start page.

pub mod show;
