//! The rates of value added tax.

pub mod index;
pub mod update;
