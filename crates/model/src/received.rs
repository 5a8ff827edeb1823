//! Received activities: which ones were taken, so that none is taken twice.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::schema::received_activities;

/// Notes an activity by the host of its actor and its id; false if it was noted before. Inside the transaction that handles it,
/// so that one whose handling failed is taken when it comes again. Where the same one is being handled, this waits for the end.
///
/// # Errors
/// When the database fails.
pub async fn is_new(connection: &mut Connection, host: &str, uri: &str) -> QueryResult<bool> {
    let noted = diesel::insert_into(received_activities::table)
        .values((received_activities::host.eq(host.to_lowercase()), received_activities::uri.eq(uri)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(noted > 0)
}

/// Forgets what came before `older_than`; says how many. A signature is good for an hour, so nothing that old comes again.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection, older_than: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(received_activities::table.filter(received_activities::received_at.lt(older_than)))
        .execute(connection)
        .await
}

/// How many activities were taken since a moment.
///
/// # Errors
/// When the database fails.
pub async fn count_since(connection: &mut Connection, since: DateTime<Utc>) -> QueryResult<i64> {
    received_activities::table.filter(received_activities::received_at.gt(since)).count().get_result(connection).await
}
