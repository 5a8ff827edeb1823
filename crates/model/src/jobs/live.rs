//! What follows from a show.

use serde::{Deserialize, Serialize};

use super::{Job, share};
use crate::ids::{ArtistId, PostId, PurchaseId, ShowId};

job! {
    /// Tell followers that a show is live, if its artist wants that.
    AnnounceShow {
        /// The show that has begun.
        show_id: ShowId
    } "announce_show", priority 0, key |job| Some(format!("announce_show:{}", job.show_id))
}
job! {
    /// Do what is to be done when a show is over: its recording becomes a draft, its post leads to the replay.
    CloseShow {
        /// The show that has ended.
        show_id: ShowId
    } "close_show", priority 1, key |job| Some(format!("close_show:{}", job.show_id))
}
job! {
    /// Cut a show's recording at its marks into the tracks of its draft.
    CutRecording {
        /// The show.
        show_id: ShowId
    } "cut_recording", priority 3, key |job| Some(format!("cut_recording:{}", job.show_id)), load share::OF_SHOW
}
job! {
    /// Give back what was paid for a cancelled show.
    RefundTickets {
        /// The show that will not be.
        show_id: ShowId
    } "refund_tickets", priority 1, key |job| Some(format!("refund_tickets:{}", job.show_id))
}
job! {
    /// Tell who bought a ticket that its show is cancelled.
    SendCancellation {
        /// The purchase of the ticket.
        purchase_id: PurchaseId
    } "send_cancellation", priority 0, key |job| Some(format!("send_cancellation:{}", job.purchase_id))
}
job! {
    /// Bring a show's post and its event elsewhere to what the show is now: told, edited, or deleted.
    UpdateShowPost {
        /// The show.
        show_id: ShowId
    } "update_show_post", priority 3, key |job| Some(format!("update_show_post:{}", job.show_id))
}
job! {
    /// Take back what was said elsewhere of a show that was removed.
    WithdrawShow {
        /// The show that was.
        show_id: ShowId,
        /// Whose it was.
        artist_id: ArtistId,
        /// Its go-live post.
        post_id: Option<PostId>
    } "withdraw_show", priority 3, key |job| Some(format!("withdraw_show:{}", job.show_id))
}
