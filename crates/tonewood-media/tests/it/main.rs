//! The executable from outside: files made by ffmpeg and by hand go in, what comes out is checked by ffmpeg.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where something is not as it must be")]

mod alignment;
mod bad;
mod client;
mod damage;
mod download;
mod formats;
mod ladder;
mod picture;
mod support;
