//! Playlists: tracks in an order that somebody chose, alone or with others, on one page that follows along.

pub mod adding;
pub mod board;
pub mod card;
pub mod collaborators;
pub mod create;
pub mod delete;
pub mod edit;
pub mod entries;
pub mod error;
pub mod events;
pub mod find;
pub mod form;
pub mod index;
pub mod invitation;
pub mod joining;
pub mod moves;
pub mod new;
pub mod removals;
pub mod show;
pub mod structured;
pub mod update;
