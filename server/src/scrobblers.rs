//! The account with ListenBrainz, or a server that speaks as it does: connected, shown, disconnected.

pub mod create;
pub mod delete;
pub mod show;
