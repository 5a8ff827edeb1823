//! What is due, taken from the lanes in turn.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::{ActivityId, ActorId, ActorKeyId, DeliveryId};
use crate::{Connection, fixed};

/// How long a lease lasts, in seconds. A send must have ended by then, or it is made twice.
pub const LEASE_SECONDS: i64 = 60;

/// A delivery to make now.
#[derive(Debug, Clone, QueryableByName)]
pub struct Due {
    /// Its id, to say what became of it.
    #[diesel(sql_type = Uuid)]
    pub id: DeliveryId,
    /// Of which activity.
    #[diesel(sql_type = Uuid)]
    pub activity_id: ActivityId,
    /// Who speaks, and signs.
    #[diesel(sql_type = Uuid)]
    pub actor_id: ActorId,
    /// Where it goes.
    #[diesel(sql_type = Text)]
    pub inbox: String,
    /// Its lane: the inbox's host and, where one is named, port.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// What is sent.
    #[diesel(sql_type = Jsonb)]
    pub body: serde_json::Value,
    /// The key that it signs with now; none before the first one is made.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub key_id: Option<ActorKeyId>,
    /// How often it was tried, this time included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
}

/// Takes up to `limit` deliveries that are due, for [`LEASE_SECONDS`]. At most `per_host` of a lane are leased at once, by whomever;
/// lanes of `busy_hosts` and of peers that are not to be tried yet are passed over, and so is everything that has something before
/// it about the same object to the same inbox. The lanes come in turn by name, beginning behind `after`: whoever gives the host of
/// the last one it got (`""` at first) starves no lane, however few it takes at a time. Ordered as the lanes come.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    connection: &mut Connection,
    limit: i64,
    per_host: i64,
    busy_hosts: &[String],
    after: &str,
) -> QueryResult<Vec<Due>> {
    fixed::query(include_str!("lease.sql"))
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(per_host)
        .bind::<Array<Text>, _>(busy_hosts)
        .bind::<Text, _>(after)
        .bind::<BigInt, _>(LEASE_SECONDS)
        .load(connection)
        .await
}

/// When the next delivery is due that nothing stands before, leases that end included; `None` when nothing waits. It may be past:
/// then [`lease`] gives it, unless its lane has as many leased as it may. So whoever waits for this moment waits a second at least.
///
/// # Errors
/// When the database fails.
pub async fn next_due(connection: &mut Connection) -> QueryResult<Option<DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Next {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        due_at: Option<DateTime<Utc>>,
    }
    let next: Next = fixed::query(include_str!("next_due.sql")).get_result(connection).await?;
    Ok(next.due_at)
}
