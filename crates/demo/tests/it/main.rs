//! The demo catalogue from outside: what it holds, how it sounds, how it looks.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod catalogue;
mod composition;
mod pictures;
mod sound;
