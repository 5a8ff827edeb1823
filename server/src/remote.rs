//! What other servers have, shown here: people, releases, and the pictures and sound they bring along.

pub mod actors;
pub mod comments;
pub mod face;
pub mod relay;
pub mod releases;
pub mod resolve;
pub mod signed;
pub mod sound;
