//! Bonus files in the studio.

pub mod create;
pub mod deletion;
pub mod index;
pub mod order;
pub mod show;
pub mod update;
