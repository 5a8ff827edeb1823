//! Other stations that get a show's sound.

pub mod create;
pub mod deletion;
pub mod index;
