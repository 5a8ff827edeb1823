//! Artists in the studio.

pub mod create;
pub mod edit;
pub mod index;
pub mod members;
pub mod new;
pub mod update;
