//! Meilisearch does what changes something later; whoever asked waits for it.

use std::time::{Duration, Instant};

use meilisearch_sdk::errors::Error;
use meilisearch_sdk::request::{HttpClient as _, Method};
use meilisearch_sdk::task_info::TaskInfo;
use serde::Deserialize;

use super::client::{Http, trouble};
use crate::SearchError;

/// First and longest pause between two looks at a task.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));

/// What is needed of a task. It is read here because the SDK knows no cancelled ones and gives up after a time of its own.
#[derive(Deserialize)]
struct Task {
    status: String,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
    code: String,
}

/// Waits until a task is done.
///
/// # Errors
/// When it fails, or is not done within the limit.
pub(super) async fn wait(http: &Http, host: &str, task: &TaskInfo, limit: Duration) -> Result<(), SearchError> {
    let url = format!("{host}/tasks/{}", task.get_task_uid());
    let begun = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        let asked: Result<Task, Error> = http.request::<(), (), Task>(&url, Method::Get { query: () }, 200).await;
        let task = asked.map_err(trouble)?;
        match (task.status.as_str(), task.error) {
            ("succeeded", _) => return Ok(()),
            ("failed", Some(failure)) if failure.code == "index_not_found" => return Err(SearchError::NoIndex),
            ("failed", Some(failure)) => return Err(SearchError::Refused(failure.message)),
            ("enqueued" | "processing", _) if begun.elapsed() < limit => {}
            (status, _) => return Err(SearchError::Unavailable(format!("a change is still {status}"))),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSES.1);
    }
}
