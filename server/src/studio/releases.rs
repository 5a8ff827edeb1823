//! Releases in the studio.

pub mod board;
pub mod create;
pub mod deletion;
pub mod details;
pub mod events;
pub mod index;
pub mod new;
pub mod order;
pub mod partials;
pub mod private_link;
pub mod publication;
pub mod row;
pub mod show;
pub mod tracks;
pub mod update;
pub mod uploads;
