//! Deliveries and inboxes of all hosts together.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable};
use diesel_async::RunQueryDsl;

use super::DeliveryState;
use crate::Connection;
use crate::schema::{dead_inboxes, deliveries};

/// How deliveries go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many wait.
    pub waiting: i64,
    /// How many inboxes took theirs since the moment asked about.
    pub delivered: i64,
    /// How many were refused or given up since then.
    pub refused: i64,
    /// Inboxes that are gone.
    pub dead_inboxes: i64,
}

/// An inbox that is gone: nothing is sent there until its actor is heard from again.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct DeadInbox {
    /// Its address.
    pub inbox: String,
    /// Since when.
    pub died_at: DateTime<Utc>,
}

/// How deliveries go; those that ended are counted from `since`.
///
/// # Errors
/// When the database fails.
pub async fn totals(connection: &mut Connection, since: DateTime<Utc>) -> QueryResult<Totals> {
    let waiting = deliveries::table.filter(deliveries::state.eq(DeliveryState::Waiting));
    let waiting = waiting.count().get_result(connection).await?;
    let ended: Vec<(DeliveryState, i64)> = deliveries::table
        .filter(deliveries::state.ne(DeliveryState::Waiting))
        .filter(deliveries::ended_at.gt(since))
        .group_by(deliveries::state)
        .select((deliveries::state, count_star()))
        .load(connection)
        .await?;
    let of = |state| ended.iter().find(|(other, _)| *other == state).map_or(0, |(_, count)| *count);
    Ok(Totals {
        waiting,
        delivered: of(DeliveryState::Delivered),
        refused: of(DeliveryState::Refused),
        dead_inboxes: dead_inboxes::table.count().get_result(connection).await?,
    })
}

/// Inboxes that are gone, the last to go first.
///
/// # Errors
/// When the database fails.
pub async fn list_dead_inboxes(connection: &mut Connection, limit: i64) -> QueryResult<Vec<DeadInbox>> {
    dead_inboxes::table.order(dead_inboxes::died_at.desc()).limit(limit).load(connection).await
}
