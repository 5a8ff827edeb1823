//! Whether a file of some size may come in.

use model::artists::Artist;
use model::{Connection, masters};

use crate::app::App;
use crate::uploads::disk;
use crate::uploads::error::UploadError;

/// How much room an artist has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes in all.
    pub quota: u64,
    /// Bytes left.
    pub left: u64,
}

/// The room of an artist: its quota less its masters and what is on its way in.
///
/// # Errors
/// When the database fails.
pub async fn room(connection: &mut Connection, app: &App, artist: &Artist) -> Result<Room, UploadError> {
    let quota = artist.quota_bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(app.settings.quota_bytes);
    let used = u64::try_from(masters::bytes_of_artist(connection, artist.id).await?).unwrap_or(0);
    Ok(Room { quota, left: quota.saturating_sub(used) })
}

/// Lets a file of `bytes` in. Inside a transaction that has locked the artist, two files cannot take the same room.
///
/// # Errors
/// When it is empty, larger than the instance takes or than the artist has room for, or the disk is full.
pub async fn admit(connection: &mut Connection, app: &App, artist: &Artist, bytes: u64) -> Result<(), UploadError> {
    if bytes == 0 {
        return Err(UploadError::Empty);
    }
    if bytes > app.settings.upload_max_bytes {
        return Err(UploadError::TooLarge(app.settings.upload_max_bytes));
    }
    let room = room(connection, app, artist).await?;
    if bytes > room.left {
        return Err(UploadError::Quota { left: room.left, quota: room.quota });
    }
    if disk::has_room(&app.uploads_dir(), bytes)? { Ok(()) } else { Err(UploadError::DiskFull) }
}
