//! How far behind deliveries are, by host.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::ActorId;
use crate::{Connection, fixed};

/// What waits for a host.
#[derive(Debug, Clone, QueryableByName)]
pub struct Lag {
    /// The host and, where one is named, port.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// How many deliveries wait.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Since when the oldest of them waits.
    #[diesel(sql_type = Timestamptz)]
    pub oldest: DateTime<Utc>,
    /// How often in a row the host did not answer.
    #[diesel(sql_type = Integer)]
    pub failures: i32,
    /// Since when it does not answer.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failing_since: Option<DateTime<Utc>>,
    /// When it is tried again.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What went wrong last: with the host, or else with one of the deliveries.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

/// What waits for every host, the longest first.
///
/// # Errors
/// When the database fails.
pub async fn lag_by_host(connection: &mut Connection) -> QueryResult<Vec<Lag>> {
    of(connection, None).await
}

/// What an actor said that waits for hosts, the longest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting_of_actor(connection: &mut Connection, actor: ActorId) -> QueryResult<Vec<Lag>> {
    of(connection, Some(actor)).await
}

async fn of(connection: &mut Connection, actor: Option<ActorId>) -> QueryResult<Vec<Lag>> {
    fixed::query(include_str!("lag.sql")).bind::<Nullable<Uuid>, _>(actor).load(connection).await
}
