//! What an artist should hear of.

pub mod index;
pub mod reading;
