//! What this instance says of itself.

pub mod servers;
