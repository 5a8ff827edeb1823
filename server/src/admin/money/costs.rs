//! What running the instance cost.

pub mod create;
pub mod deletion;
pub mod index;
