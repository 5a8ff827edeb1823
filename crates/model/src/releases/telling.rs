//! Has followers elsewhere told what happens to a release.

use chrono::{TimeDelta, Utc};
use diesel::QueryResult;

use crate::ids::ReleaseId;
use crate::jobs::{self, FederateRelease, ReleaseEvent};
use crate::{Connection, actors, releases, tracks};

/// How long changes are gathered before they are told: a form is often saved more than once.
const GATHER: TimeDelta = TimeDelta::seconds(10);

/// Tells of a publication, or that one is taken back. To be called inside the transaction in which it happens.
pub(super) async fn tell(connection: &mut Connection, id: ReleaseId, event: ReleaseEvent) -> QueryResult<()> {
    let release = releases::find(connection, id).await?;
    if event == ReleaseEvent::Published && release.is_some_and(|release| release.members_only) {
        return Ok(());
    }
    let Some(job) = job(connection, id, event).await? else { return Ok(()) };
    jobs::cancel(connection, &FederateRelease { event: ReleaseEvent::Changed, ..job.clone() }).await?;
    jobs::enqueue(connection, &job).await
}

/// Tells of a change, if the release is public: nobody hears of drafts.
///
/// # Errors
/// When the database fails.
pub async fn tell_of_change(connection: &mut Connection, id: ReleaseId) -> QueryResult<()> {
    let release = releases::find(connection, id).await?;
    if release.is_none_or(|release| !release.is_public()) {
        return Ok(());
    }
    match job(connection, id, ReleaseEvent::Changed).await? {
        Some(job) => jobs::enqueue_at(connection, &job, Utc::now() + GATHER).await,
        None => Ok(()),
    }
}

async fn job(connection: &mut Connection, id: ReleaseId, event: ReleaseEvent) -> QueryResult<Option<FederateRelease>> {
    let Some(release) = releases::find(connection, id).await? else { return Ok(None) };
    let Some(actor) = actors::of_artist(connection, release.artist_id).await? else { return Ok(None) };
    let tracks = tracks::of_release(connection, id).await?.into_iter().map(|track| track.id).collect();
    Ok(Some(FederateRelease { release_id: id, event, actor_id: actor.id, tracks }))
}
