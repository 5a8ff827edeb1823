//! The crate as its neighbours see it: real programs send and listen, ffmpeg judges.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod house;
mod listeners;
mod players;
mod push;
mod rtmp;
mod sources;
