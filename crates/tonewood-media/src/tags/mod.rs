//! Tags in files.

mod read;

pub use read::read;
