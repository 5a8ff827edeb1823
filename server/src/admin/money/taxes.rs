//! What was sold where, for the tax offices.

pub mod export;
pub mod show;
