//! Download codes: where one is redeemed, and what it gave.

pub mod create;
pub mod downloads;
pub mod new;
pub mod show;
