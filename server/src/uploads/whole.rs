//! A whole file in one request, of a size that may not be known before its end: streamed to the disk, and removed again unless
//! something is made of it.

use std::fmt::Display;
use std::path::PathBuf;

use bytes::Bytes;
use futures::Stream;
use model::ids::UploadId;

use crate::app::App;
use crate::uploads::error::UploadError;
use crate::uploads::path;
use crate::uploads::writer::Writer;

/// The most a file may have, and what to say when it has more.
pub struct Limit<E> {
    /// Bytes.
    pub bytes: u64,
    /// What to say.
    pub passed: E,
}

/// A file that came whole. It goes when this is dropped, unless it was moved or is to stay.
pub struct Whole {
    /// Its name in the folder of uploads.
    pub id: UploadId,
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    stays: bool,
}

impl Whole {
    /// Leaves the file where it is.
    pub fn stay(mut self) {
        self.stays = true;
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        if !self.stays
            && let Err(error) = std::fs::remove_file(&self.path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %self.path.display(), %error, "the file of a broken upload stays");
        }
    }
}

/// Takes a file; `announced` is its size where the request says it, else 0. `seen` hears every part.
///
/// # Errors
/// When it is empty or too large, breaks off, or the disk is full: nothing is kept then.
pub async fn take<S, B, E>(
    app: &App,
    limit: Limit<E>,
    announced: u64,
    stream: &mut S,
    seen: impl FnMut(&Bytes),
) -> Result<Whole, E>
where
    S: Stream<Item = Result<Bytes, B>> + Unpin,
    B: Display,
    E: From<UploadError>,
{
    let id = UploadId::new();
    let mut whole = Whole { id, path: path(app, id), bytes: 0, stays: false };
    let mut writer = Writer::open(id, &whole.path).await?;
    match writer.pour(stream, limit.bytes, seen).await {
        Err(UploadError::TooMany) => return Err(limit.passed),
        other => other?,
    }
    whole.bytes = writer.length();
    if whole.bytes == 0 {
        return Err(UploadError::Empty.into());
    }
    if announced > 0 && whole.bytes != announced {
        return Err(UploadError::Dropped.into());
    }
    writer.sync().await?;
    Ok(whole)
}
