//! The first account of a fresh instance, an admin, by the one-time link that the server printed.

pub mod create;
pub mod new;
