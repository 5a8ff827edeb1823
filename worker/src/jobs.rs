//! Every job, one line each: its payload in `model::jobs` and the file here that runs it.

mod complete_encoding;
mod encode_track;
mod files;
mod ingest_upload;
mod prefill;
mod prepare_download;
mod process_image;
mod publish_release;
mod send_account_mail;
mod sweep_expired;

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
                    let done = Box::pin($module::run(self.0.clone(), ours)).await;
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

        /// Registers every job.
        pub(crate) fn register(options: WorkerOptions) -> WorkerOptions {
            options$(.define_job::<$payload>())+
        }
    };
}

jobs! {
    IngestUpload => ingest_upload,
    EncodeTrack => encode_track,
    CompleteEncoding => complete_encoding,
    ProcessImage => process_image,
    PublishRelease => publish_release,
    PrepareDownload => prepare_download,
    SendAccountMail => send_account_mail,
    SweepExpired => sweep_expired,
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
