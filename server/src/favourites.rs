//! Favourites: the buttons that keep something, and where they lead.

pub mod create;
pub mod keep;
