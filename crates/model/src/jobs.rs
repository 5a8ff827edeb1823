//! Job payloads and the one way to enqueue them: on the caller's connection, inside its transaction.
//!
//! A job runs at least once, so every handler (in `worker`) is idempotent. A job with a key replaces the one
//! that waits under the same key.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Connection;
use crate::account_mails::AccountMail;
use crate::ids::{AccountId, DownloadId, EncodingId, ImageId, ReleaseId, TrackId, UploadId};

/// A payload that a handler in `worker` takes.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// The task's identifier in the queue.
    const NAME: &'static str;
    /// How often it is tried before it counts as failed.
    const MAX_ATTEMPTS: i32 = 8;
    /// Lower goes first.
    const PRIORITY: i32 = 0;
    /// The key under which only one such job may wait.
    fn key(&self) -> Option<String> {
        None
    }
}

/// Declares a payload: its name in the queue, priority, and the key it waits under.
macro_rules! job {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),* } $task:literal, priority $priority:literal, key |$self:ident| $key:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type),* }
        impl Job for $name {
            const NAME: &'static str = $task;
            const PRIORITY: i32 = $priority;
            fn key(&self) -> Option<String> {
                let $self = self;
                $key
            }
        }
    };
}

job! {
    /// Check a complete upload, keep it as a master and start its ladder.
    IngestUpload {
        /// The upload whose last byte has come.
        upload_id: UploadId
    } "ingest_upload", priority 0, key |job| Some(format!("ingest:{}", job.upload_id))
}
job! {
    /// Make the first rungs of a track, its progressive files, loudness and waveform.
    EncodeTrack {
        /// The track; it is encoded from its current master.
        track_id: TrackId
    } "encode_track", priority 2, key |job| Some(format!("encode:{}", job.track_id))
}
job! {
    /// Add the rungs that may come later to an encoding that already plays.
    CompleteEncoding {
        /// The encoding.
        encoding_id: EncodingId
    } "complete_encoding", priority 5, key |job| Some(format!("complete:{}", job.encoding_id))
}
job! {
    /// Check and resize a picture and take its two hues.
    ProcessImage {
        /// The image.
        image_id: ImageId
    } "process_image", priority 1, key |job| Some(format!("image:{}", job.image_id))
}
job! {
    /// Publish a release whose hour has come.
    PublishRelease {
        /// The scheduled release.
        release_id: ReleaseId
    } "publish_release", priority 0, key |job| Some(format!("publish:{}", job.release_id))
}
job! {
    /// Encode a track in a download format, with tags and cover.
    PrepareDownload {
        /// The download.
        download_id: DownloadId
    } "prepare_download", priority 4, key |job| Some(format!("download:{}", job.download_id))
}
job! {
    /// Send an account a mail. Where it holds a one-time link, the link is made when the mail is, so that no
    /// token ever stands in the queue.
    SendAccountMail {
        /// Whose account it is about.
        account_id: AccountId,
        /// What it is about.
        mail: AccountMail,
        /// Where it goes, if not to the account's address
        address: Option<String>
    } "send_account_mail", priority 0, key |_job| None
}
job! {
    /// Remove what has expired: uploads nobody finished, sessions, links, throttles.
    SweepExpired {} "sweep_expired", priority 9, key |_job| Some("sweep".to_owned())
}

/// The identifiers of all tasks; the tidy test holds the worker's registry against it.
pub const TASKS: &[&str] = &[
    IngestUpload::NAME,
    EncodeTrack::NAME,
    CompleteEncoding::NAME,
    ProcessImage::NAME,
    PublishRelease::NAME,
    PrepareDownload::NAME,
    SendAccountMail::NAME,
    SweepExpired::NAME,
];

/// Enqueues a job, to run as soon as a worker is free once the caller's transaction commits.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue<J: Job>(connection: &mut Connection, job: &J) -> diesel::QueryResult<()> {
    add(connection, job, None).await
}

/// Enqueues a job that runs at `at`, or at once if that has passed.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_at<J: Job>(connection: &mut Connection, job: &J, at: DateTime<Utc>) -> diesel::QueryResult<()> {
    add(connection, job, Some(at)).await
}

/// Takes back a waiting job by its key; one that already runs goes on.
///
/// # Errors
/// When the database refuses.
pub async fn cancel<J: Job>(connection: &mut Connection, job: &J) -> diesel::QueryResult<()> {
    if let Some(key) = job.key() {
        diesel::sql_query("SELECT graphile_worker.remove_job($1)").bind::<Text, _>(key).execute(connection).await?;
    }
    Ok(())
}

async fn add<J: Job>(connection: &mut Connection, job: &J, at: Option<DateTime<Utc>>) -> diesel::QueryResult<()> {
    let payload =
        serde_json::to_string(job).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    diesel::sql_query(
        "SELECT graphile_worker.add_job($1, $2::json, run_at => $3, max_attempts => $4, job_key => $5, priority => $6)",
    )
    .bind::<Text, _>(J::NAME)
    .bind::<Text, _>(payload)
    .bind::<Nullable<Timestamptz>, _>(at)
    .bind::<Integer, _>(J::MAX_ATTEMPTS)
    .bind::<Nullable<Text>, _>(job.key())
    .bind::<Integer, _>(J::PRIORITY)
    .execute(connection)
    .await?;
    Ok(())
}
