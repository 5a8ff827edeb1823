//! How many heard some of what was played.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::ShowId;
use crate::{Connection, fixed};

#[derive(QueryableByName)]
struct Heard {
    #[diesel(sql_type = BigInt)]
    listens: i64,
}

/// How many listens to a show fall into each of these spans, from its first moment to before its last.
///
/// # Errors
/// When the database fails.
pub async fn during(
    connection: &mut Connection,
    show: ShowId,
    spans: &[(DateTime<Utc>, DateTime<Utc>)],
) -> QueryResult<Vec<i64>> {
    let (from, until): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
    let heard: Vec<Heard> = fixed::query(
        "SELECT count(listen.id) AS listens
         FROM unnest($2, $3) WITH ORDINALITY AS span (began, ended, number)
         LEFT JOIN show_sessions AS listen ON listen.show_id = $1 AND listen.began_at < span.ended
             AND coalesce(listen.ended_at, greatest(listen.heard_at, listen.began_at)) >= span.began
         GROUP BY span.number ORDER BY span.number",
    )
    .bind::<Uuid, _>(show)
    .bind::<Array<Timestamptz>, _>(from)
    .bind::<Array<Timestamptz>, _>(until)
    .get_results(connection)
    .await?;
    Ok(heard.into_iter().map(|span| span.listens).collect())
}
