//! An artist's chats in the studio: words they do not want there, who looks after them, and who may not write.

pub mod lift;
pub mod moderators;
pub mod show;
pub mod words;
