//! `GET /queue/events`: how the account's queue stands, said once at the beginning and whenever it changes.

use std::time::Duration;

use actix_web::HttpResponse;
use chrono::Utc;
use model::ids::AccountId;
use model::play_queues;

use super::Standing;
use crate::api::error::ApiError;
use crate::error::PageError;
use crate::events::{self, Watch, Watched};
use crate::visit::Visit;

/// When a player that lost the stream comes again.
const RETRY: Duration = Duration::from_secs(3);
/// A stream ends after this and is opened anew by its player, so that who signed out elsewhere hears no more.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// One open stream.
struct Open {
    visit: Visit,
    account: AccountId,
    /// The version that was said last.
    said: Option<i64>,
}

/// Opens the stream.
///
/// # Errors
/// 401 for whoever is not signed in.
pub async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    let account = visit.account().ok_or_else(ApiError::sign_in)?.id;
    let changes = visit.app.queues.subscribe();
    let mut open = Open { visit, account, said: None };
    let first = open.look().await?.unwrap_or_default();
    let stop = open.visit.app.stop.clone();
    Ok(events::answer(RETRY, &first, Watch::new(open, changes, &stop).at_most(LONGEST)))
}

impl Watched for Open {
    type Change = Option<AccountId>;

    const GATHERING: Duration = Duration::ZERO;

    /// A change of nobody's means that some were not heard of.
    fn is_meant(&self, change: &Self::Change) -> bool {
        change.is_none_or(|account| account == self.account)
    }

    /// How the queue stands, if that was not said already.
    async fn look(&mut self) -> Result<Option<String>, PageError> {
        let queue = play_queues::get(&mut *self.visit.db().await?, self.account).await?;
        let standing = Standing::of(queue.as_ref(), Utc::now());
        if self.said.replace(standing.version) == Some(standing.version) {
            return Ok(None);
        }
        let json = serde_json::to_string(&standing).map_err(PageError::internal)?;
        Ok(Some(events::message(&json)))
    }
}
