//! Discovery: everything narrowed by what the address says, what is new, and what resembles what.

pub mod asked;
pub mod cards;
pub mod index;
pub mod newest;
pub mod part;
pub mod similar;
