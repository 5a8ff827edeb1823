//! What other servers are asked.

use serde::{Deserialize, Serialize};

use super::Job;
use crate::ids::ActorId;

job! {
    /// Ask another server what it runs.
    InspectPeer {
        /// Its host.
        host: String
    } "inspect_peer", priority 4, key |job| Some(format!("inspect:{}", job.host))
}
job! {
    /// Bring who of here follows somebody of another server in step with what that server has.
    SyncFollowers {
        /// Who is followed.
        actor_id: ActorId,
        /// Where its server lists those who follow from here.
        url: String
    } "sync_followers", priority 5, key |job| Some(format!("followers:{}", job.actor_id))
}
job! {
    /// Look for the newest releases of somebody of another server whom somebody here began to follow.
    BackfillActor {
        /// Who is followed.
        actor_id: ActorId
    } "backfill_actor", priority 4, key |job| Some(format!("backfill:{}", job.actor_id))
}
job! {
    /// Fetch a post or a release of another server, because somebody who is followed here named it.
    FetchObject {
        /// Its id.
        uri: String,
        /// Who boosted it, if that is why.
        boosted_by: Option<ActorId>,
        /// The id of that boost.
        boost: Option<String>
    } "fetch_object", priority 4, key |job| {
        Some(match job.boosted_by {
            Some(by) => format!("fetch:{by}:{}", job.uri),
            None => format!("fetch:{}", job.uri),
        })
    }
}
job! {
    /// Let everybody here who followed an actor follow the one it says it has become, if that one says so too.
    FollowMove {
        /// Who moves.
        from: ActorId,
        /// The id of who it becomes.
        to: String
    } "follow_move", priority 4, key |job| Some(format!("move:{}", job.from))
}
