//! Artists as fans see them.

pub mod person;
pub mod show;
pub mod structured;
