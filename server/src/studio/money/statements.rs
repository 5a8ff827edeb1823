//! Statements: every sale of a month, as a page and as a file.

pub mod export;
pub mod lines;
pub mod show;
