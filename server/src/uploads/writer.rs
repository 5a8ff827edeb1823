//! The one writer of an upload's file: the file is locked while it is open, for other servers on this machine too.

use std::collections::HashMap;
use std::fmt::Display;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use model::ids::UploadId;
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;

use crate::uploads::error::UploadError;

/// A connection that sends nothing for this long is taken for dead.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a request waits for the one before it to let go of the file.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who writes in this process, so that a client that lost its connection need not wait for the dead one.
static WRITING: LazyLock<Mutex<HashMap<UploadId, Arc<Notify>>>> = LazyLock::new(Mutex::default);

/// An upload's file, open for this request alone.
pub struct Writer {
    id: UploadId,
    file: tokio::fs::File,
    length: u64,
    stop: Arc<Notify>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        WRITING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl Writer {
    /// Opens the file of an upload, makes it if there is none, and locks it.
    ///
    /// # Errors
    /// [`UploadError::Busy`] when another request does not let go of it in time.
    pub async fn open(id: UploadId, path: &Path) -> Result<Self, UploadError> {
        let path = path.to_owned();
        let file = tokio::task::spawn_blocking(move || open_locked(&path)).await.map_err(std::io::Error::other)??;
        let length = file.metadata()?.len();
        let stop = Arc::new(Notify::new());
        WRITING.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&stop));
        Ok(Self { id, file: tokio::fs::File::from_std(file), length, stop })
    }

    /// How many bytes the file has.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Writes what comes behind what is there, at most until the file has `limit` bytes; `seen` hears every part.
    ///
    /// # Errors
    /// [`UploadError::Dropped`] when the connection ends early or another takes over, [`UploadError::TooMany`] when more
    /// comes than fits, [`UploadError::DiskFull`]. What has come is in the file all the same.
    pub async fn pour<S, E>(
        &mut self,
        stream: &mut S,
        limit: u64,
        mut seen: impl FnMut(&Bytes),
    ) -> Result<(), UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Display,
    {
        let poured = loop {
            let part = tokio::select! {
                () = self.stop.notified() => break Err(UploadError::Dropped),
                part = tokio::time::timeout(SILENCE, stream.next()) => part,
            };
            let bytes = match part {
                Ok(Some(Ok(bytes))) => bytes,
                Ok(None) => break Ok(()),
                Ok(Some(Err(error))) => {
                    tracing::info!(upload = %self.id, %error, "an upload's connection broke off");
                    break Err(UploadError::Dropped);
                }
                Err(_) => break Err(UploadError::Dropped),
            };
            let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if self.length.saturating_add(more) > limit {
                break Err(UploadError::TooMany);
            }
            seen(&bytes);
            if let Err(error) = self.file.write_all(&bytes).await {
                break Err(error.into());
            }
            self.length += more;
        };
        // What was written last may fail only now.
        let flushed = self.file.flush().await.map_err(UploadError::from);
        poured.and(flushed)
    }

    /// Takes the file back to `length` bytes.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn cut(&mut self, length: u64) -> Result<(), UploadError> {
        self.file.set_len(length).await?;
        self.length = length;
        Ok(())
    }

    /// Waits until every byte is on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn sync(&mut self) -> Result<(), UploadError> {
        Ok(self.file.sync_all().await?)
    }
}

/// How many bytes of an upload are here. A request that still writes them is asked to stop: whoever asks has lost it.
///
/// # Errors
/// When the system refuses.
pub async fn settled_length(id: UploadId, path: &Path) -> Result<u64, UploadError> {
    let writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
    if let Some(writer) = writing {
        writer.notify_one();
        let waiting = async {
            while WRITING.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&id) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // One that cannot stop, on a hanging disk say, leaves a length that is true for now.
        let _ = tokio::time::timeout(PATIENCE, waiting).await;
    }
    match tokio::fs::metadata(path).await {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error.into()),
    }
}

fn open_locked(path: &Path) -> Result<File, UploadError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new().create(true).append(true).read(true).mode(0o600).open(path)?;
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if std::time::Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(25))
            }
            Err(TryLockError::WouldBlock) => return Err(UploadError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_writes_at_a_time_and_what_came_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (id, path) = (UploadId::new(), folder.path().join("file"));
        let mut first = Writer::open(id, &path).await.unwrap();
        let mut broken = futures::stream::iter([Ok(Bytes::from_static(b"abc")), Err("reset")]);
        assert!(matches!(first.pour(&mut broken, 10, |_| ()).await, Err(UploadError::Dropped)));
        assert_eq!(first.length(), 3);
        assert!(matches!(Writer::open(id, &path).await, Err(UploadError::Busy)));
        drop(first);
        let mut second = Writer::open(id, &path).await.unwrap();
        assert_eq!(second.length(), 3);
        let mut rest =
            futures::stream::iter([Ok::<_, String>(Bytes::from_static(b"defgh")), Ok(Bytes::from_static(b"ijk"))]);
        assert!(matches!(second.pour(&mut rest, 10, |_| ()).await, Err(UploadError::TooMany)));
        assert_eq!(std::fs::read(&path).unwrap(), b"abcdefgh");
        second.cut(3).await.unwrap();
        drop(second);
        assert_eq!(settled_length(id, &path).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn asking_for_the_length_ends_a_connection_that_hangs() {
        let folder = tempfile::tempdir().unwrap();
        let (id, path) = (UploadId::new(), folder.path().join("file"));
        let mut writer = Writer::open(id, &path).await.unwrap();
        let hanging = tokio::spawn(async move {
            let mut stream =
                futures::stream::iter([Ok::<_, String>(Bytes::from_static(b"abc"))]).chain(futures::stream::pending());
            writer.pour(&mut stream, 10, |_| ()).await
        });
        while std::fs::metadata(&path).map_or(0, |file| file.len()) < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(settled_length(id, &path).await.unwrap(), 3);
        assert!(matches!(hanging.await.unwrap(), Err(UploadError::Dropped)));
    }
}
