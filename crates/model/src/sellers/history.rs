//! History: up to when the provider was asked for everything that happened on sellers' accounts. A webhook that got lost is found by
//! that, however long ago the sale was.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, PgSortExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::ProviderName;
use crate::Connection;
use crate::schema::sellers;

/// How far back the provider is asked the first time: it remembers no more.
const FIRST: Duration = Duration::days(30);
/// By how much two questions overlap: what happened is in the provider's list a moment later, and its clock is not ours.
const OVERLAP: Duration = Duration::hours(1);

/// At most `limit` accounts with a provider, those first that wait longest, each with the time since which it is to be asked.
///
/// # Errors
/// When the database fails.
pub async fn to_ask(
    connection: &mut Connection,
    provider: ProviderName,
    (now, limit): (DateTime<Utc>, i64),
) -> QueryResult<Vec<(String, DateTime<Utc>)>> {
    let rows: Vec<(Option<String>, Option<DateTime<Utc>>)> = sellers::table
        .filter(sellers::provider.eq(provider))
        .filter(sellers::provider_account.is_not_null())
        .order(sellers::events_asked_at.asc().nulls_first())
        .limit(limit)
        .select((sellers::provider_account, sellers::events_asked_at))
        .load(connection)
        .await?;
    let since = |asked: Option<DateTime<Utc>>| asked.map_or(now - FIRST, |asked| (asked - OVERLAP).max(now - FIRST));
    Ok(rows.into_iter().filter_map(|(account, asked)| Some((account?, since(asked)))).collect())
}

/// The provider has said everything that happened on an account until `now`.
///
/// # Errors
/// When the database fails.
pub async fn asked(
    connection: &mut Connection,
    (provider, account): (ProviderName, &str),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(sellers::table.filter(sellers::provider.eq(provider)).filter(sellers::provider_account.eq(account)))
        .set(sellers::events_asked_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}
