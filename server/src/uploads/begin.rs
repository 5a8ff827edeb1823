//! A resumable upload begins: it is noted with its size, and takes its part of the artist's room.

use diesel_async::AsyncConnection;
use model::ids::{AccountId, TrackId, UploadId};
use model::releases::Release;
use model::uploads::{NewUpload, Upload};
use model::{Connection, artists, uploads};

use crate::app::App;
use crate::uploads::admit::admit;
use crate::uploads::error::UploadError;

/// A file that is to come.
#[derive(Debug, Clone)]
pub struct Announced {
    /// Who sends it.
    pub account: AccountId,
    /// What it is called, as given.
    pub filename: String,
    /// The position it asks for.
    pub position: Option<i32>,
    /// The track it is to mend.
    pub track: Option<TrackId>,
    /// Its size.
    pub bytes: u64,
}

/// Notes an upload for a release.
///
/// # Errors
/// When it is not let in, see [`admit`], or the database fails.
pub async fn begin(
    connection: &mut Connection,
    app: &App,
    release: &Release,
    announced: &Announced,
) -> Result<Upload, UploadError> {
    connection.transaction(async |connection| note(connection, app, release, (UploadId::new(), announced)).await).await
}

/// The same for a file with an id of its own; to be called inside a transaction.
pub(super) async fn note(
    connection: &mut Connection,
    app: &App,
    release: &Release,
    (id, announced): (UploadId, &Announced),
) -> Result<Upload, UploadError> {
    let artist = artists::lock(connection, release.artist_id).await?.ok_or(UploadError::Gone)?;
    admit(connection, app, &artist, announced.bytes).await?;
    let new = NewUpload {
        id,
        account_id: announced.account,
        artist_id: artist.id,
        release_id: release.id,
        track_id: announced.track,
        filename: announced.filename.clone(),
        position: announced.position,
        bytes_total: i64::try_from(announced.bytes)
            .map_err(|_| UploadError::TooLarge(app.settings.upload_max_bytes))?,
    };
    Ok(uploads::create(connection, &new).await?)
}
