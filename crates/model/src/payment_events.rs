//! Payment events: what the provider told us of, once each. An event says only what to look at again; a job does that.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::{count_star, min};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::Connection;
use crate::jobs::{self, SettleEvent};
use crate::schema::payment_events;
use crate::sellers::ProviderName;

crate::sql_types::words! {
    /// What an event is about.
    EventSubject {
        /// A page to pay on.
        Checkout = "checkout",
        /// A payment: paid, refunded, disputed.
        Payment = "payment",
        /// A subscription, or an invoice of it.
        Subscription = "subscription",
        /// A seller's account.
        Account = "account",
    }
}

/// An event as the provider sent it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payment_events, check_for_backend(diesel::pg::Pg))]
pub struct PaymentEvent {
    /// Who told.
    pub provider: ProviderName,
    /// Its id there.
    pub event_id: String,
    /// The seller's account there.
    pub account: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// What it is about.
    pub subject: EventSubject,
    /// The provider's id of that.
    pub object_id: String,
}

/// How long an event waits for its job before another is made: the job's tries were used up while the provider was away.
const FORGOTTEN_AFTER: Duration = Duration::hours(1);

/// Keeps an event and enqueues the look at what it is about, in one transaction; false when it is known already.
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, event: &PaymentEvent) -> QueryResult<bool> {
    connection
        .transaction(async |connection| {
            let kept = diesel::insert_into(payment_events::table)
                .values(event)
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            if kept > 0 {
                let job = SettleEvent { provider: event.provider, event_id: event.event_id.clone() };
                jobs::enqueue(connection, &job).await?;
            }
            Ok(kept > 0)
        })
        .await
}

/// The event with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, provider: ProviderName, id: &str) -> QueryResult<Option<PaymentEvent>> {
    payment_events::table.find((provider, id)).select(PaymentEvent::as_select()).first(connection).await.optional()
}

/// What an event is about was looked at.
///
/// # Errors
/// When the database fails.
pub async fn mark_processed(connection: &mut Connection, provider: ProviderName, id: &str) -> QueryResult<()> {
    diesel::update(payment_events::table.find((provider, id)))
        .set(payment_events::processed_at.eq(Some(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Enqueues a look for each event of a provider that has waited for an hour; says how many there were.
///
/// # Errors
/// When the database fails.
pub async fn remember(connection: &mut Connection, provider: ProviderName, now: DateTime<Utc>) -> QueryResult<usize> {
    let forgotten: Vec<String> = payment_events::table
        .filter(payment_events::provider.eq(provider))
        .filter(payment_events::processed_at.is_null())
        .filter(payment_events::received_at.lt(now - FORGOTTEN_AFTER))
        .order(payment_events::received_at.asc())
        .limit(100)
        .select(payment_events::event_id)
        .load(connection)
        .await?;
    let found = forgotten.len();
    for event_id in forgotten {
        jobs::enqueue_unless_waiting(connection, &SettleEvent { provider, event_id }).await?;
    }
    Ok(found)
}

/// Events of a provider that nobody has looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Who told.
    pub provider: ProviderName,
    /// How many.
    pub count: i64,
    /// When the first of them came.
    pub since: DateTime<Utc>,
}

impl Waiting {
    /// Whether they wait for longer than the tries of a job last.
    #[must_use]
    pub fn is_stuck(&self, now: DateTime<Utc>) -> bool {
        self.since < now - FORGOTTEN_AFTER
    }
}

/// What waits to be looked at, by provider.
///
/// # Errors
/// When the database fails.
pub async fn waiting(connection: &mut Connection) -> QueryResult<Vec<Waiting>> {
    let found: Vec<(ProviderName, i64, Option<DateTime<Utc>>)> = payment_events::table
        .filter(payment_events::processed_at.is_null())
        .group_by(payment_events::provider)
        .select((payment_events::provider, count_star(), min(payment_events::received_at)))
        .load(connection)
        .await?;
    let waiting = |(provider, count, since): (_, _, Option<_>)| Some(Waiting { provider, count, since: since? });
    Ok(found.into_iter().filter_map(waiting).collect())
}
