//! An upload is given up.

use model::ids::UploadId;
use model::{Connection, uploads};

use crate::app::App;
use crate::uploads::error::UploadError;
use crate::uploads::path;

/// Forgets an upload and removes its bytes.
///
/// # Errors
/// When the database or the disk fails.
pub async fn remove(connection: &mut Connection, app: &App, id: UploadId) -> Result<(), UploadError> {
    uploads::delete(connection, id).await?;
    remove_file(app, id).await
}

/// Removes the bytes of an upload that the database no longer knows.
///
/// # Errors
/// When the disk fails.
pub async fn remove_file(app: &App, id: UploadId) -> Result<(), UploadError> {
    match tokio::fs::remove_file(path(app, id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
