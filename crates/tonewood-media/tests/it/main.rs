//! The executable from outside: files made by ffmpeg and by hand go in, what comes out is checked by ffmpeg.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where something is not as it must be")]

mod album;
mod alignment;
mod bad;
mod client;
mod damage;
mod download;
mod exact;
mod formats;
mod gapless;
mod ladder;
mod ladders;
mod live;
mod live_decode;
mod live_encode;
mod memory;
mod mutants;
mod picture;
mod support;
mod tags;
mod verdicts;
