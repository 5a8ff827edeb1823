//! Audio in, ladder out: every codec, in an executable of its own.
//!
//! [`jobs::run`] does one job; everything else is a stage of one.

pub mod analyse;
mod bytes;
pub mod cmaf;
pub mod confine;
pub mod decode;
pub mod download;
pub mod encode;
pub mod error;
pub mod jobs;
pub mod ladder;
pub mod live;
pub mod picture;
pub mod preview;
pub mod probe;
mod refuse;
pub mod resample;
pub mod source;
mod tags;
pub mod verdict;
