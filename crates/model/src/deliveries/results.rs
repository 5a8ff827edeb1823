//! What became of a delivery.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Text, Timestamptz, Uuid};
use diesel::{AsChangeset, ExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{DeliveryState, notify};
use crate::ids::DeliveryId;
use crate::schema::{dead_inboxes, deliveries, peers as peers_table};
use crate::{Connection, fixed, peers};

/// What a delivery that ended badly is set to.
#[derive(AsChangeset)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
struct Ended {
    state: DeliveryState,
    last_error: Option<String>,
    leased_until: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl Ended {
    fn badly(why: &str) -> Self {
        Self {
            state: DeliveryState::Refused,
            last_error: Some(peers::short(why)),
            leased_until: None,
            ended_at: Some(Utc::now()),
        }
    }
}

/// The inbox took it; its server answers, so whatever else waits for it is due.
///
/// # Errors
/// When the database fails.
pub async fn delivered(connection: &mut Connection, id: DeliveryId) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Failing {
        #[diesel(sql_type = Text)]
        host: String,
    }
    let failing: Vec<Failing> =
        fixed::query(include_str!("delivered.sql")).bind::<Uuid, _>(id).load(connection).await?;
    for peer in failing {
        peers::revived(connection, &peer.host).await?;
    }
    Ok(())
}

/// The inbox will not have it, now or later; `why` is for the admin.
///
/// # Errors
/// When the database fails.
pub async fn refused(connection: &mut Connection, id: DeliveryId, why: &str) -> QueryResult<()> {
    diesel::update(deliveries::table.find(id).filter(deliveries::state.eq(DeliveryState::Waiting)))
        .set(Ended::badly(why))
        .execute(connection)
        .await?;
    Ok(())
}

/// It is to be tried again at `next_at`, and what waits behind it (about the same object, to the same inbox) not before. A server
/// that did not answer at all is noted with [`super::failed_host`] besides, which says when.
///
/// # Errors
/// When the database fails.
pub async fn retry(connection: &mut Connection, id: DeliveryId, why: &str, next_at: DateTime<Utc>) -> QueryResult<()> {
    fixed::query(include_str!("retry.sql"))
        .bind::<Uuid, _>(id)
        .bind::<Text, _>(peers::short(why))
        .bind::<Timestamptz, _>(next_at)
        .execute(connection)
        .await?;
    Ok(())
}

/// The inbox is gone: whatever waits for it is given up, and nothing is sent there until its actor is heard from again
/// ([`super::revive_inboxes`], [`crate::actors::keep_remote`]).
///
/// # Errors
/// When the database fails.
pub async fn dead_inbox(connection: &mut Connection, inbox: &str) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            diesel::insert_into(dead_inboxes::table)
                .values(dead_inboxes::inbox.eq(inbox))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            let waiting = deliveries::table
                .filter(deliveries::inbox.eq(inbox))
                .filter(deliveries::state.eq(DeliveryState::Waiting));
            diesel::update(waiting).set(Ended::badly("The inbox is gone.")).execute(connection).await?;
            Ok(())
        })
        .await
}

/// The instance speaks to a domain no more: what waits for it and for everything below it is given up. Says how much that was.
///
/// # Errors
/// When the database fails.
pub async fn shun(connection: &mut Connection, domain: &str) -> QueryResult<usize> {
    fixed::query(
        "UPDATE deliveries SET state = 'refused', ended_at = now(), leased_until = NULL,
                               last_error = 'The instance does not speak to this domain.'
         WHERE state = 'waiting' AND $1 = ANY (domains_over(host))
           AND coalesce(severity_over(host), 'suspend') = 'suspend'",
    )
    .bind::<Text, _>(domain.to_lowercase())
    .execute(connection)
    .await
}

/// An admin has everything that waits for a host sent now, whether or not it answered lately; says how much that is.
///
/// # Errors
/// When the database fails.
pub async fn replay(connection: &mut Connection, host: &str) -> QueryResult<usize> {
    connection
        .transaction(async |connection| {
            diesel::update(peers_table::table.find(host))
                .set(peers_table::next_attempt_at.eq(None::<DateTime<Utc>>))
                .execute(connection)
                .await?;
            hasten(connection, host).await
        })
        .await
}

/// Makes due what waits for a host and nobody has on a lease; says how much that is.
pub(crate) async fn hasten(connection: &mut Connection, host: &str) -> QueryResult<usize> {
    let hastened = fixed::query(
        "UPDATE deliveries SET next_attempt_at = now(), leased_until = NULL
         WHERE host = $1 AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= now())",
    )
    .bind::<Text, _>(host)
    .execute(connection)
    .await?;
    notify(connection, hastened).await
}
