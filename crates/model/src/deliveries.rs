//! Deliveries: activities on their way to inboxes, one row for each inbox, written in the transaction of whoever speaks.
//!
//! They are in lanes by host, so that a server that does not answer holds up nobody else. Who sends takes some with [`lease`] and
//! says afterwards what became of each; what nobody says anything of is due again when the lease is over. Activities about one
//! object come to one inbox in order.

mod lag;
mod lanes;
mod overview;
mod results;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Nullable, Text, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::ids::{ActivityId, ActorId};
use crate::schema::{dead_inboxes, deliveries};
use crate::{Connection, fixed};

pub use crate::peers::{failed as failed_host, revived};
pub use lag::{Lag, lag_by_host, waiting_of_actor};
pub use lanes::{Due, LEASE_SECONDS, lease, next_due};
pub use overview::{DeadInbox, Totals, list_dead_inboxes, totals};
pub(crate) use results::hasten;
pub use results::{dead_inbox, delivered, refused, replay, retry, shun};

crate::sql_types::words! {
    /// What became of a delivery.
    DeliveryState {
        /// It is on its way, or will be tried again.
        Waiting = "waiting",
        /// The inbox took it.
        Delivered = "delivered",
        /// The inbox will not have it.
        Refused = "refused",
    }
}

/// The channel on which the sender hears that something is to be delivered; the payload is empty.
pub const CHANNEL: &str = "deliveries";

/// Which of the followers are meant, by what their servers say they run ([`crate::peers::Peer::software`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// All of them.
    All,
    /// Those on servers that run one of these programs, lower-case.
    Software(&'static [&'static str]),
    /// Those on servers that run none of these, or do not say.
    NotSoftware(&'static [&'static str]),
}

impl Audience {
    fn only(self) -> Option<&'static [&'static str]> {
        if let Self::Software(names) = self { Some(names) } else { None }
    }

    fn but(self) -> Option<&'static [&'static str]> {
        if let Self::NotSoftware(names) = self { Some(names) } else { None }
    }
}

/// Puts an activity on its way to the remote followers of `actor`, once to an inbox that several share; says to how many inboxes.
/// Left out are followers who are deleted or suspended, inboxes that are gone, and domains the instance does not speak to.
///
/// # Errors
/// When the database fails.
pub async fn to_followers(
    connection: &mut Connection,
    activity: ActivityId,
    actor: ActorId,
    audience: Audience,
) -> QueryResult<usize> {
    let written =
        fixed::query(concat!(include_str!("deliveries/to_followers.sql"), include_str!("deliveries/write.sql"),))
            .bind::<Uuid, _>(activity)
            .bind::<Uuid, _>(actor)
            .bind::<Nullable<Array<Text>>, _>(audience.only())
            .bind::<Nullable<Array<Text>>, _>(audience.but())
            .execute(connection)
            .await?;
    notify(connection, written).await
}

/// Puts an activity on its way to these inboxes, each once; says to how many. Left out are inboxes that are gone, and domains the
/// instance does not speak to.
///
/// # Errors
/// When the database fails.
pub async fn to_inboxes(connection: &mut Connection, activity: ActivityId, inboxes: &[String]) -> QueryResult<usize> {
    let written =
        fixed::query(concat!(include_str!("deliveries/to_inboxes.sql"), include_str!("deliveries/write.sql"),))
            .bind::<Uuid, _>(activity)
            .bind::<Array<Text>, _>(inboxes)
            .execute(connection)
            .await?;
    notify(connection, written).await
}

/// Wakes the sender once the transaction commits, if there is anything to send.
async fn notify(connection: &mut Connection, written: usize) -> QueryResult<usize> {
    if written > 0 {
        fixed::query("SELECT pg_notify($1, '')").bind::<Text, _>(CHANNEL).execute(connection).await?;
    }
    Ok(written)
}

/// Whoever is behind these inboxes was heard from again: they are written to from now on.
///
/// # Errors
/// When the database fails.
pub async fn revive_inboxes(connection: &mut Connection, inboxes: &[&str]) -> QueryResult<()> {
    diesel::delete(dead_inboxes::table.filter(dead_inboxes::inbox.eq_any(inboxes))).execute(connection).await?;
    Ok(())
}

/// Removes deliveries that ended before `older_than`; says how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection, older_than: DateTime<Utc>) -> QueryResult<usize> {
    let ended = deliveries::table
        .filter(deliveries::state.ne(DeliveryState::Waiting))
        .filter(deliveries::ended_at.lt(older_than));
    diesel::delete(ended).execute(connection).await
}

/// Gives up what has waited since before `older_than`: its server was not there all the time. Says how many.
///
/// # Errors
/// When the database fails.
pub async fn give_up(connection: &mut Connection, older_than: DateTime<Utc>) -> QueryResult<usize> {
    let waiting = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Waiting))
        .filter(deliveries::created_at.lt(older_than));
    diesel::update(waiting)
        .set((
            deliveries::state.eq(DeliveryState::Refused),
            deliveries::ended_at.eq(Some(Utc::now())),
            deliveries::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(connection)
        .await
}
