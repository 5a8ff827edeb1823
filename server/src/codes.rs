//! Download codes: where one is redeemed, and what it gave.

pub mod create;
pub mod held;
pub mod new;
pub mod show;
