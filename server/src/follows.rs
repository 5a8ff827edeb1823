//! Following: from here, and from other servers.

pub mod button;
pub mod create;
pub mod delete;
pub mod elsewhere;
pub mod index;
pub mod interaction;
