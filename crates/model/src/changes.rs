//! Changes: a release's open pages hear through PostgreSQL's NOTIFY that something about it changed.

use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::ReleaseId;

/// The channel to listen on; the payload is a release's id.
pub const CHANNEL: &str = "tonewood_releases";

/// Tells listeners, once the transaction commits, that the release or one of its tracks changed.
///
/// # Errors
/// When the database fails.
pub async fn notify(connection: &mut Connection, release: ReleaseId) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(release.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
