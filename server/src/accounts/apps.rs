//! App passwords: what the music apps of an account sign in with.

pub mod create;
pub mod delete;
pub mod index;
