//! The start page.

pub mod show;
pub mod structured;
