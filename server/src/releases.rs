//! Releases as fans see them: the list of what is published, and the page of one.

pub mod addresses;
pub mod cards;
pub mod credits;
pub mod details;
pub mod door;
pub mod groove;
pub mod hero;
pub mod record;
pub mod rows;
pub mod show;
pub mod show_private;
pub mod sleeve;
pub mod structured;
pub mod words;
