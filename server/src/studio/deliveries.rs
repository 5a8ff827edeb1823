//! What an artist said that has not arrived everywhere.

pub mod index;
