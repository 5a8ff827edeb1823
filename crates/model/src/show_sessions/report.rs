//! Who listened to a show, in numbers.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::ShowId;
use crate::{Connection, fixed};

/// The audience of a show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShowReport {
    /// How many listen now.
    pub now: i64,
    /// The most that listened at one time.
    pub peak: i64,
    /// How many listens there were.
    pub listens: i64,
    /// How long one lasted on average, in seconds.
    pub average_seconds: i64,
    /// Listens by country, the most first; empty where it is not known.
    pub by_country: Vec<(String, i64)>,
    /// Listens by player, the most first.
    pub by_client: Vec<(String, i64)>,
    /// How many listened at some 120 moments from the first listen to the last.
    pub curve: Vec<(DateTime<Utc>, i64)>,
}

#[derive(QueryableByName)]
struct Totals {
    #[diesel(sql_type = BigInt)]
    now: i64,
    #[diesel(sql_type = BigInt)]
    peak: i64,
    #[diesel(sql_type = BigInt)]
    listens: i64,
    #[diesel(sql_type = BigInt)]
    average_seconds: i64,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    listens: i64,
}

#[derive(QueryableByName)]
struct Point {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    listeners: i64,
}

/// The audience of a show up to now.
///
/// # Errors
/// When the database fails.
pub async fn report(connection: &mut Connection, show: ShowId) -> QueryResult<ShowReport> {
    let totals: Totals = fixed::query(include_str!("totals.sql")).bind::<Uuid, _>(show).get_result(connection).await?;
    let curve: Vec<Point> =
        fixed::query(include_str!("curve.sql")).bind::<Uuid, _>(show).get_results(connection).await?;
    let named =
        "SELECT {} AS name, count(*) AS listens FROM show_sessions WHERE show_id = $1 GROUP BY 1 ORDER BY 2 DESC, 1";
    Ok(ShowReport {
        now: totals.now,
        peak: totals.peak,
        listens: totals.listens,
        average_seconds: totals.average_seconds,
        by_country: by(connection, show, &named.replace("{}", "country")).await?,
        by_client: by(connection, show, &named.replace("{}", "client")).await?,
        curve: curve.into_iter().map(|point| (point.at, point.listeners)).collect(),
    })
}

async fn by(connection: &mut Connection, show: ShowId, sql: &str) -> QueryResult<Vec<(String, i64)>> {
    let named: Vec<Named> = diesel::sql_query(sql).bind::<Uuid, _>(show).get_results(connection).await?;
    Ok(named.into_iter().map(|named| (named.name, named.listens)).collect())
}
