//! Every job, one line each: its payload in `model::jobs` and the file here that runs it.

mod align_release;
mod announce_show;
mod backfill_actor;
mod buyer;
mod check_ledger;
mod close_show;
mod compare_recording;
mod complete_encoding;
mod cut_recording;
mod encode_track;
mod federate_actor;
mod federate_release;
mod fetch_object;
mod files;
mod follow_move;
mod ingest_upload;
mod inspect_peer;
mod ladder;
mod prefill;
mod prepare_download;
mod prepare_preview;
mod prepare_release;
mod process_image;
mod progress;
mod publish_release;
mod reconcile_payments;
mod refund_tickets;
mod send_account_mail;
mod send_asked_mail;
mod send_cancellation;
mod send_letter;
mod send_membership_mail;
mod send_now_playing;
mod send_receipt;
mod send_redemption;
mod send_refund;
mod send_scrobbles;
mod send_subscription_mail;
mod settle_event;
mod stray_files;
mod sweep_blobs;
mod sweep_expired;
mod sweep_memberships;
mod sweep_payments;
mod sweep_plays;
mod sync_followers;
mod update_show_post;
mod withdraw_show;

use std::time::Instant;

use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions};
use model::jobs::Job;
use serde::{Deserialize, Serialize};

use crate::{Context, JobError};

/// Makes a queue's task of each payload and registers them all.
macro_rules! jobs {
    ($($payload:ident => $module:ident),+ $(,)?) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[serde(transparent)]
            struct $payload(model::jobs::$payload);

            impl TaskHandler for $payload {
                const IDENTIFIER: &'static str = <model::jobs::$payload as Job>::NAME;

                async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
                    let Some(ours) = context.get_ext::<Context>() else {
                        return Err("the worker was started without its context".to_owned());
                    };
                    let started = Instant::now();
                    let done = Box::pin($module::run(self.0.clone(), ours)).await;
                    count(Self::IDENTIFIER, started, done.is_ok());
                    match done {
                        Ok(()) => Ok(()),
                        Err(error) => {
                            let last = *context.job().attempts() >= *context.job().max_attempts();
                            if last || matches!(error, JobError::Fail(_)) {
                                give_up(ours, *context.job().id()).await;
                                Box::pin($module::given_up(self.0, ours, &error)).await;
                            }
                            tracing::warn!(task = Self::IDENTIFIER, last, %error, "a job failed");
                            Err(error.to_string())
                        }
                    }
                }
            }
        )+

        /// Registers the jobs of a lane.
        pub(crate) fn register(options: WorkerOptions, lane: Lane) -> WorkerOptions {
            $(let options = if Lane::of::<model::jobs::$payload>() == lane {
                options.define_job::<$payload>()
            } else {
                options
            };)+
            options
        }
    };
}

jobs! {
    IngestUpload => ingest_upload,
    EncodeTrack => encode_track,
    CompleteEncoding => complete_encoding,
    AlignRelease => align_release,
    CompareRecording => compare_recording,
    ProcessImage => process_image,
    PublishRelease => publish_release,
    PreparePreview => prepare_preview,
    PrepareRelease => prepare_release,
    PrepareDownload => prepare_download,
    SendAccountMail => send_account_mail,
    SendAskedMail => send_asked_mail,
    SendMembershipMail => send_membership_mail,
    SweepMemberships => sweep_memberships,
    SendSubscriptionMail => send_subscription_mail,
    SendRedemption => send_redemption,
    SendLetter => send_letter,
    FederateRelease => federate_release,
    FederateActor => federate_actor,
    InspectPeer => inspect_peer,
    FetchObject => fetch_object,
    SyncFollowers => sync_followers,
    BackfillActor => backfill_actor,
    FollowMove => follow_move,
    SweepExpired => sweep_expired,
    SweepBlobs => sweep_blobs,
    SettleEvent => settle_event,
    SweepPayments => sweep_payments,
    ReconcilePayments => reconcile_payments,
    SendReceipt => send_receipt,
    SendRefund => send_refund,
    CheckLedger => check_ledger,
    CloseShow => close_show,
    CutRecording => cut_recording,
    AnnounceShow => announce_show,
    UpdateShowPost => update_show_post,
    WithdrawShow => withdraw_show,
    RefundTickets => refund_tickets,
    SendCancellation => send_cancellation,
    SendNowPlaying => send_now_playing,
    SendScrobbles => send_scrobbles,
    SweepPlays => sweep_plays,
}

/// Which workers run a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Those for what takes long, in which everybody has a share.
    Slow,
    /// Those for what is done in no time.
    Quick,
}

impl Lane {
    const fn of<J: Job>() -> Self {
        if J::LOAD.is_some() { Self::Slow } else { Self::Quick }
    }
}

/// For the admin's figures: nothing is kept where nobody asks for them.
fn count(task: &'static str, started: Instant, is_ok: bool) {
    let outcome = if is_ok { "done" } else { "failed" };
    metrics::counter!("tonewood_job_runs_total", "task" => task, "outcome" => outcome).increment(1);
    metrics::histogram!("tonewood_job_seconds", "task" => task).record(started.elapsed().as_secs_f64());
}

/// Keeps the queue from trying again what would end the same way; an admin still can.
async fn give_up(context: &Context, job: i64) {
    let Ok(mut connection) = context.db().await else { return };
    let noted = diesel::sql_query(
        "UPDATE graphile_worker._private_jobs SET max_attempts = greatest(attempts, 1) WHERE id = $1",
    )
    .bind::<BigInt, _>(job)
    .execute(&mut connection)
    .await;
    if let Err(error) = noted {
        tracing::warn!(%error, job, "a job that failed for good could not be marked");
    }
}
