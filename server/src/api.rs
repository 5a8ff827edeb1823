//! The API for programs: `/api/v1`, JSON in and out, errors as `application/problem+json` with a stable `code`.
//!
//! A handler says who calls ([`caller`]), finds what is meant ([`find`]: others' things do not exist), and gives a view
//! ([`views`]). To add an operation: its file here, its line in `routes/api.rs`, its name in [`openapi`].

pub mod artists;
pub mod body;
pub mod caller;
pub mod collection;
pub mod discovery;
pub mod docs;
pub mod dress;
pub mod error;
pub mod extras;
pub mod favourites;
pub mod find;
pub mod history;
pub mod limits;
pub mod openapi;
pub mod paging;
pub mod pictures;
pub mod playlists;
pub mod plays;
pub mod publication;
pub mod queue;
pub mod releases;
pub mod search;
pub mod shows;
pub mod statistics;
pub mod tag_follows;
pub mod tracks;
pub mod tus;
pub mod views;
