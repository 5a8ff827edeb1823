//! Live sets as servers have them, the edge: what sources send goes over the link to the worker that owns the show, and what
//! comes out of it is pulled once for each rendition and kept for a minute, so that any number of listeners is served from
//! memory. What is older comes from storage, by the rows that name it.

pub mod browser;
pub mod clients;
pub mod country;
pub mod door;
pub mod edge;
pub mod feed;
pub mod file;
pub mod gate;
pub mod hls;
pub mod listens;
pub mod mounts;
pub mod ports;
pub mod relays;
pub mod run;
pub mod signed;
pub mod status;
pub mod tell;

pub use tell::tell;
