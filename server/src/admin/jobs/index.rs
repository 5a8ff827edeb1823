//! The list of jobs: those that failed first, then those that run and wait.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::queue::{self, QueuedJob};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// The most jobs the list shows.
const LIMIT: i64 = 200;

/// A row of the list.
pub struct Row {
    /// The job's number.
    pub id: i64,
    /// What it does, in words.
    pub task: &'static str,
    /// Its payload.
    pub payload: String,
    /// The class of its badge.
    pub badge: &'static str,
    /// How it is, in words.
    pub state: &'static str,
    /// "2 of 8".
    pub attempts: String,
    /// When it runs next, or ran.
    pub run_at: DateTime<Utc>,
    /// What its last try said.
    pub error: String,
    /// Whether it can be tried again now.
    pub can_retry: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/jobs/index.html")]
pub struct JobsPage {
    /// The common part.
    pub page: Page,
    /// Jobs that wait or run.
    pub waiting: i64,
    /// Jobs that have failed.
    pub failed: i64,
    /// The jobs.
    pub jobs: Vec<Row>,
}

/// `GET /admin/jobs`
pub async fn index(visit: Admin) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (waiting, failed) = queue::counts(&mut connection).await?;
    let jobs = queue::list(&mut connection, LIMIT).await?.into_iter().map(row).collect();
    render(&JobsPage { page: visit.page("Jobs"), waiting, failed, jobs })
}

fn row(job: QueuedJob) -> Row {
    let (badge, state) = if job.has_failed() {
        ("warn", "Failed")
    } else if job.locked_at.is_some() {
        ("good", "Running")
    } else if job.last_error.is_some() {
        ("warn", "Will be tried again")
    } else {
        ("", "Waiting")
    };
    Row {
        id: job.id,
        task: task_words(&job.task),
        badge,
        state,
        attempts: format!("{} of {}", job.attempts, job.max_attempts),
        run_at: job.run_at,
        can_retry: job.last_error.is_some() && job.locked_at.is_none(),
        error: job.last_error.as_deref().map(plain).unwrap_or_default(),
        payload: job.payload,
    }
}

/// What a handler said, without the clothes the queue puts on it: `TaskError("…")`.
fn plain(error: &str) -> String {
    match error.strip_prefix("TaskError(\"").and_then(|rest| rest.strip_suffix("\")")) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\n", "\n"),
        None => error.to_owned(),
    }
}

fn task_words(task: &str) -> &'static str {
    match task {
        "ingest_upload" => "Check an upload",
        "encode_track" => "Make a track's first rungs",
        "complete_encoding" => "Complete a track's ladder",
        "align_release" => "Align the tracks of a release",
        "compare_recording" => "Look for the same recording",
        "process_image" => "Resize a picture",
        "publish_release" => "Publish a scheduled release",
        "prepare_release" => "Prepare a release's downloads",
        "prepare_download" => "Prepare a download",
        "send_account_mail" | "send_asked_mail" | "send_membership_mail" | "send_subscription_mail" => "Send a mail",
        "send_redemption" => "Send what a code gave",
        "send_receipt" => "Send a receipt",
        "send_refund" => "Tell of money that went back",
        "send_letter" => "Send a letter",
        "send_now_playing" => "Tell ListenBrainz what plays",
        "send_scrobbles" => "Tell ListenBrainz what was heard",
        "prepare_preview" => "Make a track's preview",
        "settle_event" => "Look at a payment again",
        "sweep_payments" => "Look at open payments",
        "reconcile_payments" => "Ask what happened on sellers' accounts",
        "sweep_memberships" => "Look at memberships",
        "check_ledger" => "Check the books",
        "federate_release" => "Tell followers elsewhere of a release",
        "federate_actor" => "Tell followers elsewhere of a profile",
        "inspect_peer" => "Ask a server what it runs",
        "fetch_object" => "Fetch something of another server",
        "sync_followers" => "Compare who follows somebody elsewhere with their server",
        "backfill_actor" => "Look for earlier releases of somebody who is followed",
        "follow_move" => "Follow somebody who moved",
        "announce_show" => "Tell followers that a show is on air",
        "update_show_post" => "Tell followers what became of a show",
        "withdraw_show" => "Take back what was said of a show",
        "close_show" => "Close a show",
        "cut_recording" => "Cut a recording into tracks",
        "refund_tickets" => "Give back the price of tickets",
        "send_cancellation" => "Tell that a show is cancelled",
        "sweep_expired" => "Remove what has expired",
        "sweep_blobs" => "Remove blobs that nobody needs",
        "sweep_plays" => "Sum up plays and forget old ones",
        _ => "Unknown task",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_task_has_words() {
        for task in model::jobs::TASKS {
            assert_ne!(super::task_words(task), "Unknown task", "{task}");
        }
    }

    #[test]
    fn an_error_is_shown_as_its_handler_said_it() {
        assert_eq!(super::plain(r#"TaskError("no file \"a.wav\"")"#), r#"no file "a.wav""#);
        assert_eq!(super::plain("the server was stopped"), "the server was stopped");
    }
}
