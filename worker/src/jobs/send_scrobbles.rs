//! Tells a scrobbler what its account heard, some listens at once. What it does not take because it is down waits, longer each
//! time; the listens of an account stay in order.

use chrono::{DateTime, Duration, Utc};
use federation::client::FetchError;
use model::ids::ScrobbleId;
use model::jobs::{self, SendScrobbles};
use model::scrobbles::{self, Waiting};
use model::{Connection, scrobblers};

use crate::listenbrainz::{self, Connected};
use crate::{Context, JobError};

/// Listens of one request: a server there may take fewer than ListenBrainz does.
const AT_ONCE: i64 = 50;
/// Waits grow from one minute to this.
const LONGEST_WAIT: Duration = Duration::hours(6);

pub(super) async fn run(payload: SendScrobbles, context: &Context) -> Result<(), JobError> {
    let account = payload.account_id;
    let mut connection = context.db().await?;
    let Some(scrobbler) = scrobblers::find(&mut connection, account).await? else { return Ok(()) };
    let token = scrobbler.token(&mut connection).await.map_err(JobError::fail)?;
    let client = &context.federation.federation().client;
    loop {
        let due = scrobbles::due(&mut connection, account, AT_ONCE, Utc::now()).await?;
        if due.is_empty() {
            return come_back(&mut connection, &payload).await;
        }
        let there = Connected { base_url: &scrobbler.base_url, token: &token };
        let told = listenbrainz::listens(client, there, &due, &context.base_url).await;
        let ids: Vec<ScrobbleId> = due.iter().map(|waiting| waiting.id).collect();
        match told {
            Ok(()) => scrobbles::delivered(&mut connection, account, &ids, Utc::now()).await?,
            Err(FetchError::Status { code: 400 | 413 | 422, .. }) if ids.len() == 1 => {
                tracing::warn!(host = scrobbler.base_url, "a scrobbler refuses a listen for good");
                scrobbles::forget(&mut connection, &ids).await?;
            }
            // One of them is refused: alone each shows which.
            Err(FetchError::Status { code: 400 | 413 | 422, .. }) => {
                one_by_one(context, &mut connection, there, &due).await?;
            }
            Err(error) => {
                let now = Utc::now();
                scrobblers::fail(&mut connection, account, &listenbrainz::sentence(&error)).await?;
                scrobbles::postpone(&mut connection, &ids, next_try(&due, &error, now), now).await?;
                return come_back(&mut connection, &payload).await;
            }
        }
    }
}

async fn one_by_one(
    context: &Context,
    connection: &mut Connection,
    there: Connected<'_>,
    due: &[Waiting],
) -> Result<(), JobError> {
    let client = &context.federation.federation().client;
    for waiting in due {
        let told = listenbrainz::listens(client, there, std::slice::from_ref(waiting), &context.base_url).await;
        match told {
            Ok(()) | Err(FetchError::Status { code: 400 | 413 | 422, .. }) => {
                scrobbles::forget(connection, &[waiting.id]).await?;
            }
            // The others are due still, and the next round says why they cannot be told.
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}

/// Runs again when the next listen is due.
async fn come_back(connection: &mut Connection, payload: &SendScrobbles) -> Result<(), JobError> {
    if let Some(at) = scrobbles::next_due(connection, payload.account_id).await? {
        // What is not public any more is due and is not told: it is looked at again, and not at once.
        let at = at.max(Utc::now() + Duration::minutes(1));
        jobs::enqueue_at(connection, payload, at).await?;
    }
    Ok(())
}

/// When it is tried again: when the server there says, else later each time.
fn next_try(due: &[Waiting], error: &FetchError, now: DateTime<Utc>) -> DateTime<Utc> {
    if let FetchError::Status { retry_after: Some(wait), .. } = error
        && let Ok(wait) = Duration::from_std(*wait)
    {
        return now + wait;
    }
    let tries = due.first().map_or(0, |waiting| waiting.attempts).clamp(0, 9);
    now + LONGEST_WAIT.min(Duration::minutes(1 << tries))
}

pub(super) async fn given_up(payload: SendScrobbles, context: &Context, error: &JobError) {
    tracing::warn!(%error, "listens could not be told to a scrobbler");
    let Ok(mut connection) = context.db().await else { return };
    let why = "The token kept here cannot be read any more. Connect again with a new one.";
    if let Err(error) = scrobblers::fail(&mut connection, payload.account_id, why).await {
        tracing::warn!(%error, "nor could it be written down why");
    }
}
