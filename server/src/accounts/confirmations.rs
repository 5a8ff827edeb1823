//! Confirming the address of a new account, by a link in a mail.

pub mod create;
pub mod new;
pub mod show;
pub mod update;
