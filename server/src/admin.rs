//! What the admins of the instance see: what waits for them, accounts, artists, jobs, and who may sign up.
//!
//! Every handler takes [`crate::visit::Admin`]; for everybody else these pages do not exist.

pub mod accounts;
pub mod artists;
pub mod blocks;
pub mod federation;
pub mod jobs;
pub mod money;
pub mod paging;
pub mod reports;
pub mod settings;
pub mod show;
pub mod size;
