//! The queue as admins see it.

pub mod index;
pub mod retry;
