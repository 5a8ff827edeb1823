//! Search, and its description for browsers.

pub mod description;
pub mod show;
