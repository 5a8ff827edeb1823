//! Orphans: blobs that no row names. A job that died leaves some, and so does everything that is removed. They are left alone
//! for a day, because bytes are stored before the row that names them.

use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use model::Pool;
use model::inventory::{self, Kind};
use storage::{Storage, Stored};
use uuid::Uuid;

use crate::JobError;

/// How long a blob is left alone after it was written.
pub const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// Blobs that no row names: all files of a ladder or a picture, or one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// Where they lie.
    pub path: String,
    /// The blobs.
    pub blobs: Vec<Stored>,
}

/// Everything in storage that no row names and that was written longer than [`GRACE`] ago.
///
/// # Errors
/// When storage or the database fails.
pub async fn find(storage: &Storage, pool: &Pool) -> Result<Vec<Orphan>, JobError> {
    let mut orphans = Vec::new();
    for (folder, kind) in [("encodings", Kind::Encoding), ("images", Kind::Image)] {
        let ids = storage.folders(folder).await?.into_iter().filter_map(|name| name.parse::<Uuid>().ok()).collect();
        for id in unknown(pool, kind, ids).await? {
            let path = format!("{folder}/{id}");
            let blobs: Vec<Stored> = storage.list(&path).try_collect().await?;
            orphans.extend(Some(Orphan { path, blobs }).filter(|orphan| is_old(&orphan.blobs)));
        }
    }
    for (folder, kind) in [("masters", Kind::Master), ("downloads", Kind::Download), ("extras", Kind::Extra)] {
        for inner in storage.folders(folder).await? {
            let blobs: Vec<Stored> = storage.list(&format!("{folder}/{inner}")).try_collect().await?;
            let unnamed = unknown(pool, kind, blobs.iter().filter_map(id_of).collect()).await?;
            let lost = |blob: &Stored| id_of(blob).is_some_and(|id| unnamed.contains(&id));
            let lost = blobs.into_iter().filter(lost).map(|blob| Orphan { path: blob.path.clone(), blobs: vec![blob] });
            orphans.extend(lost.filter(|orphan| is_old(&orphan.blobs)));
        }
    }
    Ok(orphans)
}

/// Those of `ids` that have no row.
async fn unknown(pool: &Pool, kind: Kind, ids: Vec<Uuid>) -> Result<Vec<Uuid>, JobError> {
    let mut unknown = Vec::new();
    for ids in ids.chunks(1000) {
        let mut connection = pool.get().await.map_err(JobError::retry)?;
        let known = inventory::known(&mut connection, kind, ids).await?;
        unknown.extend(ids.iter().filter(|id| !known.contains(id)));
    }
    Ok(unknown)
}

/// The id in the name of a file: what stands before its ending.
fn id_of(blob: &Stored) -> Option<Uuid> {
    blob.path.rsplit('/').next()?.split('.').next()?.parse().ok()
}

/// Whether the last of some blobs was written long enough ago.
fn is_old(blobs: &[Stored]) -> bool {
    let Some(last) = blobs.iter().map(|blob| blob.written).max() else { return false };
    // A blob from the future has just been written, by another clock.
    SystemTime::now().duration_since(last).is_ok_and(|age| age > GRACE)
}
