//! Blobs with typed keys: masters, encodings, images, downloads and extras, in a folder, in S3 or in memory.
//!
//! A blob is written whole or not at all: readers never see half of one. This crate must not know what is in a
//! blob, who may read it or where it is served; it knows no database.
//!
//! **To add a kind of blob**: a variant of [`Key`] and its path in `key.rs`.

mod blob;
mod error;
mod key;
mod list;
mod read;
mod store;
mod write;

pub use blob::Blob;
pub use error::StorageError;
pub use key::{Group, Key};
pub use list::Stored;
pub use store::{S3, Storage, StorageConfig};
