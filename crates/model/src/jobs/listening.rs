//! What follows from a listen.

use serde::{Deserialize, Serialize};

use super::Job;
use crate::ids::{AccountId, TrackId};

job! {
    /// Tell an account's scrobbler what it heard; what is not taken comes back later.
    SendScrobbles {
        /// Whose listens.
        account_id: AccountId
    } "send_scrobbles", priority 6, key |job| Some(format!("scrobbles:{}", job.account_id))
}
job! {
    /// Tell an account's scrobbler what plays now; if that fails, it is soon not true any more.
    SendNowPlaying {
        /// Whose scrobbler.
        account_id: AccountId,
        /// What plays.
        track_id: TrackId
    } "send_now_playing", priority 3, key |job| Some(format!("now_playing:{}", job.account_id))
}
job! {
    /// Add up the listens that are over, and forget those of more than thirty days ago.
    SweepPlays {} "sweep_plays", priority 9, key |_job| Some("sweep_plays".to_owned())
}
