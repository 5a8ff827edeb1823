//! API tokens: what scripts and programs of the account sign in with.

pub mod create;
pub mod delete;
pub mod index;
