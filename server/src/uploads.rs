//! Files on their way in. Their bytes lie in `uploads/ID` of the data folder; that file's length is how much has come, so
//! that a lost connection or a killed server costs nothing that had reached the disk.
//!
//! [`begin`] and [`append`] are the resumable way, [`receive`] the short one; both end in `model::uploads::complete`, which
//! makes the track and wakes the worker. What may come in is decided in [`admit`] alone.

pub mod admit;
pub mod append;
pub mod begin;
pub mod disk;
pub mod error;
pub mod receive;
pub mod remove;
pub mod sizes;
pub mod whole;
pub mod writer;

use std::path::PathBuf;

use model::ids::UploadId;

use crate::app::App;

/// Where the bytes of an upload lie.
#[must_use]
pub fn path(app: &App, id: UploadId) -> PathBuf {
    app.uploads_dir().join(id.to_string())
}
