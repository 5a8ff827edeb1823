//! What admins decide at run time.

pub mod edit;
pub mod update;
