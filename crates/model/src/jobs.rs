//! Job payloads and the one way to enqueue them: on the caller's connection, inside its transaction.
//!
//! A job runs at least once, so every handler (in `worker`) is idempotent. A job with a key replaces the one
//! that waits under the same key. Jobs that take long share the workers between those whose work it is, see [`share`].

pub mod share;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::account_mails::{AccountMail, OfRelease};
use crate::ids::{
    AccountId, ActorId, DownloadId, EncodingId, EntitlementId, ImageId, LetterId, MasterId, MembershipId, ReleaseId,
    SubscriberId, TrackId, UploadId,
};
use crate::memberships::MembershipMail;
use crate::{Connection, fixed};

/// A payload that a handler in `worker` takes.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// The task's identifier in the queue.
    const NAME: &'static str;
    /// How often it is tried before it counts as failed.
    const MAX_ATTEMPTS: i32 = 8;
    /// Lower goes first. A job with a load gets its priority from that.
    const PRIORITY: i32 = 0;
    /// For jobs that take long: SQL that says of the payload `$1` whose work it is, how many minutes of sound,
    /// and whether others go first, to a point, because nobody waits for it.
    const LOAD: Option<&'static str> = None;
    /// The key under which only one such job may wait.
    fn key(&self) -> Option<String> {
        None
    }
}

/// Declares a payload: its name in the queue, priority, the key it waits under, and its load where it has one.
macro_rules! job {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),* } $task:literal, priority $priority:literal, key |$self:ident| $key:expr $(, load $load:expr)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type),* }
        impl Job for $name {
            const NAME: &'static str = $task;
            const PRIORITY: i32 = $priority;
            $(const LOAD: Option<&'static str> = Some($load);)?
            fn key(&self) -> Option<String> {
                let $self = self;
                $key
            }
        }
    };
}

mod elsewhere;
mod listening;
mod live;
mod money;

pub use elsewhere::{BackfillActor, FetchObject, FollowMove, InspectPeer, SyncFollowers};
pub use listening::{SendNowPlaying, SendScrobbles, SweepPlays};
pub use live::{AnnounceShow, CloseShow, CutRecording, RefundTickets, SendCancellation, UpdateShowPost, WithdrawShow};
pub use money::{CheckLedger, ReconcilePayments, SendReceipt, SendRefund, SettleEvent, SweepPayments};

job! {
    /// Check a complete upload, keep it as a master and start its ladder.
    IngestUpload {
        /// The upload whose last byte has come.
        upload_id: UploadId
    } "ingest_upload", priority 0, key |job| Some(format!("ingest:{}", job.upload_id)), load share::OF_UPLOAD
}
job! {
    /// Make the first rungs of a track, its loudness and waveform, and its progressive files.
    EncodeTrack {
        /// The track; it is encoded from its current master.
        track_id: TrackId
    } "encode_track", priority 2, key |job| Some(format!("encode:{}", job.track_id)), load share::OF_TRACK
}
job! {
    /// Bring a track that plays to its whole ladder: add the last rungs to its encoding, or, where that was made for another
    /// place or with an older ladder, make a whole new one and let the track play from it.
    CompleteEncoding {
        /// The encoding it plays from.
        encoding_id: EncodingId
    } "complete_encoding", priority 5, key |job| Some(format!("complete:{}", job.encoding_id)), load share::OF_ENCODING
}
job! {
    /// Compare every track of a release with the place it was encoded for, and have encoded anew what differs.
    AlignRelease {
        /// The release.
        release_id: ReleaseId
    } "align_release", priority 1, key |job| Some(format!("align:{}", job.release_id))
}
job! {
    /// Look for the recording of a master among those that are here already.
    CompareRecording {
        /// The master; its fingerprint is known once it is encoded.
        master_id: MasterId
    } "compare_recording", priority 7, key |job| Some(format!("compare:{}", job.master_id))
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
    /// Have the files of a free release made that most people come for, before they come.
    PrepareRelease {
        /// The release that was published.
        release_id: ReleaseId
    } "prepare_release", priority 6, key |job| Some(format!("prepare:{}", job.release_id))
}
job! {
    /// Make the first seconds of a track as files by themselves, where others than its buyers hear no more.
    PreparePreview {
        /// The encoding it plays from.
        encoding_id: EncodingId
    } "prepare_preview", priority 4, key |job| Some(format!("preview:{}", job.encoding_id)), load share::OF_ENCODING
}
job! {
    /// Encode a track in a download format, with tags and cover.
    PrepareDownload {
        /// The download.
        download_id: DownloadId
    } "prepare_download", priority 4, key |job| Some(format!("download:{}", job.download_id)), load share::OF_DOWNLOAD
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
        address: Option<String>,
        /// What it says of a release, if it is about one.
        #[serde(default)]
        release: Option<OfRelease>
    } "send_account_mail", priority 0, key |_job| None
}
job! {
    /// Send a mail that a stranger asked for, if the address has an account that it suits. It is looked up in the job, so that
    /// the answer to the stranger takes the same time either way.
    SendAskedMail {
        /// The address as it is stored.
        address: String,
        /// What it is to be about.
        mail: AccountMail
    } "send_asked_mail", priority 0, key |job| Some(format!("asked:{}:{}", job.mail, job.address))
}
job! {
    /// Write to a member about their membership.
    SendMembershipMail {
        /// Which membership.
        membership_id: MembershipId,
        /// What it is about.
        mail: MembershipMail
    } "send_membership_mail", priority 0, key |job| Some(format!("member:{}:{}", job.mail, job.membership_id))
}
job! {
    /// Ask the provider about memberships of which it should have told us something, and announce payments that come.
    SweepMemberships {} "sweep_memberships", priority 8, key |_job| Some("sweep_memberships".to_owned())
}
job! {
    /// Tell followers elsewhere what happened to a release.
    FederateRelease {
        /// The release.
        release_id: ReleaseId,
        /// What happened.
        event: ReleaseEvent,
        /// The artist's actor: the release may be gone when this runs.
        actor_id: ActorId,
        /// Its tracks, for the same reason.
        tracks: Vec<TrackId>
    } "federate_release", priority 3, key |job| {
        (job.event == ReleaseEvent::Changed).then(|| format!("changed:{}", job.release_id))
    }
}
job! {
    /// Tell followers elsewhere that a profile changed.
    FederateActor {
        /// Whose it is.
        actor_id: ActorId
    } "federate_actor", priority 4, key |job| Some(format!("federate_actor:{}", job.actor_id))
}
job! {
    /// Ask somebody who wants an artist's letters to confirm it.
    SendSubscriptionMail {
        /// Who that is.
        subscriber_id: SubscriberId
    } "send_subscription_mail", priority 0, key |job| Some(format!("subscription:{}", job.subscriber_id))
}
job! {
    /// Send whoever redeemed a code the link to what it gave.
    SendRedemption {
        /// What it gave.
        entitlement_id: EntitlementId
    } "send_redemption", priority 0, key |job| Some(format!("redemption:{}", job.entitlement_id))
}
job! {
    /// Send some of a letter's copies, and come back for the others.
    SendLetter {
        /// The letter.
        letter_id: LetterId
    } "send_letter", priority 4, key |job| Some(format!("letter:{}", job.letter_id))
}
job! {
    /// Remove what has expired: uploads nobody finished, sessions, links, throttles.
    SweepExpired {} "sweep_expired", priority 9, key |_job| Some("sweep".to_owned())
}
job! {
    /// Remove the blobs that nobody needs any more.
    SweepBlobs {} "sweep_blobs", priority 9, key |_job| Some("sweep_blobs".to_owned())
}

/// What happened to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseEvent {
    /// It was published.
    Published,
    /// What is said of it changed while it was public.
    Changed,
    /// It was unpublished or erased.
    Unpublished,
}

/// The identifiers of all tasks; the tidy test holds the worker's registry against it.
pub const TASKS: &[&str] = &[
    IngestUpload::NAME,
    EncodeTrack::NAME,
    CompleteEncoding::NAME,
    AlignRelease::NAME,
    CompareRecording::NAME,
    ProcessImage::NAME,
    PublishRelease::NAME,
    PreparePreview::NAME,
    PrepareRelease::NAME,
    PrepareDownload::NAME,
    SendAccountMail::NAME,
    SendAskedMail::NAME,
    SendMembershipMail::NAME,
    SweepMemberships::NAME,
    FederateRelease::NAME,
    FederateActor::NAME,
    InspectPeer::NAME,
    FetchObject::NAME,
    SyncFollowers::NAME,
    BackfillActor::NAME,
    FollowMove::NAME,
    SendSubscriptionMail::NAME,
    SendRedemption::NAME,
    SendLetter::NAME,
    SweepExpired::NAME,
    SweepBlobs::NAME,
    SettleEvent::NAME,
    SweepPayments::NAME,
    ReconcilePayments::NAME,
    SendReceipt::NAME,
    SendRefund::NAME,
    CheckLedger::NAME,
    AnnounceShow::NAME,
    CloseShow::NAME,
    CutRecording::NAME,
    UpdateShowPost::NAME,
    WithdrawShow::NAME,
    RefundTickets::NAME,
    SendCancellation::NAME,
    SendNowPlaying::NAME,
    SendScrobbles::NAME,
    SweepPlays::NAME,
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

/// Enqueues a job unless one under its key waits already: that one keeps its place in line.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_unless_waiting<J: Job>(connection: &mut Connection, job: &J) -> diesel::QueryResult<()> {
    #[derive(diesel::QueryableByName)]
    struct Waits {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        waits: bool,
    }
    let found: Waits = fixed::query(
        "SELECT EXISTS (SELECT 1 FROM graphile_worker._private_jobs
         WHERE key = $1 AND locked_at IS NULL AND attempts < max_attempts) AS waits",
    )
    .bind::<Nullable<Text>, _>(job.key())
    .get_result(connection)
    .await?;
    if found.waits { Ok(()) } else { add(connection, job, None).await }
}

/// Takes back a waiting job by its key; one that already runs goes on.
///
/// # Errors
/// When the database refuses.
pub async fn cancel<J: Job>(connection: &mut Connection, job: &J) -> diesel::QueryResult<()> {
    if let Some(key) = job.key() {
        fixed::query("SELECT 1 FROM graphile_worker.remove_job($1)").bind::<Text, _>(key).execute(connection).await?;
    }
    Ok(())
}

async fn add<J: Job>(connection: &mut Connection, job: &J, at: Option<DateTime<Utc>>) -> diesel::QueryResult<()> {
    let payload =
        serde_json::to_string(job).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let share = match J::LOAD {
        Some(load) => share::of(connection, load, &payload).await?,
        None => None,
    };
    let (priority, queue, flags) = match share {
        Some(share) => (share.priority, share.queue, Some(share.flags)),
        None => (J::PRIORITY, None, None),
    };
    fixed::query(
        // Not the job itself: its columns are another crate's, and a kept statement that gives them fails after a migration of that.
        "SELECT 1 FROM graphile_worker.add_job($1, $2::json, run_at => $3, max_attempts => $4, job_key => $5, priority => $6,
           queue_name => $7, flags => $8)",
    )
    .bind::<Text, _>(J::NAME)
    .bind::<Text, _>(payload)
    .bind::<Nullable<Timestamptz>, _>(at)
    .bind::<Integer, _>(J::MAX_ATTEMPTS)
    .bind::<Nullable<Text>, _>(job.key())
    .bind::<Integer, _>(priority)
    .bind::<Nullable<Text>, _>(queue)
    .bind::<Nullable<Array<Text>>, _>(flags)
    .execute(connection)
    .await?;
    Ok(())
}
