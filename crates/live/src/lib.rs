//! Live sets on the wire: the protocols that sources speak, the mounts and playlists that listeners open, and the link over
//! which servers reach the worker that owns a show. Bytes in, bytes out: this crate knows no database and no codec.
//!
//! Who may feed and who may listen is decided by who implements [`source::Door`] and [`icecast::Mounts`].

pub mod hls;
pub mod icecast;
pub mod link;
pub mod mount;
pub mod push;
pub mod rtmp;
pub mod source;
