//! What an artist writes to everybody.

pub mod create;
pub mod elsewhere;
pub mod form;
pub mod index;
