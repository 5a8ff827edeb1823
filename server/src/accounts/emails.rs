//! Changing an account's address: asked for with the password, confirmed by a link sent to the new address.

pub mod create;
pub mod show;
pub mod update;
