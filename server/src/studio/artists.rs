//! Artists in the studio.

pub mod accounts_elsewhere;
pub mod create;
pub mod edit;
pub mod fediverse;
pub mod index;
pub mod members;
pub mod new;
pub mod update;
