//! An artist's sales.

pub mod index;
pub mod refund;
pub mod show;
