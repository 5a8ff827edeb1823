//! `/account/data`: all of one's data as a file, and the end of the account.

pub mod delete;
pub mod export;
pub mod show;
