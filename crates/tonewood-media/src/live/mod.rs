//! What runs for as long as a source plays: its bytes to samples, samples to renditions; and the cutting of what was recorded.
//!
//! A live source is not a file: it may be joined in the middle, be damaged on the way and change what it is, and somebody
//! waits for every part of it. So nothing here looks farther ahead than a format needs, and everything takes bytes as they
//! come (`push`) instead of asking for them.

mod buffer;
mod chunks;
mod codec;
mod comments;
mod cut;
mod decode;
mod encode;
mod flac;
mod flac_split;
mod framed;
mod ogg;
mod ogg_track;
mod out;
mod parts;
mod raw;
mod recording;
mod refusals;
mod webm;
mod webm_elements;

pub use cut::run as cut;
pub use decode::run as decode;
pub use encode::run as encode;
