//! Who listened to a show, and what was played to how many.

pub mod curve;
pub mod performances;
pub mod show;
pub mod table;
