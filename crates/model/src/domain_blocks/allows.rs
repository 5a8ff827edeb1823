//! The allow-list: an instance that keeps one speaks only with the servers on it, each by its exact name.

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::schema::{domain_allows, instance};

/// Whether only allowed servers are spoken with.
///
/// # Errors
/// When the database fails.
pub async fn is_on(connection: &mut Connection) -> QueryResult<bool> {
    instance::table.find(true).select(instance::allow_list).first(connection).await
}

/// Sets whether only allowed servers are spoken with.
///
/// # Errors
/// When the database fails.
pub async fn set_on(connection: &mut Connection, on: bool) -> QueryResult<()> {
    diesel::update(instance::table.find(true)).set(instance::allow_list.eq(on)).execute(connection).await?;
    Ok(())
}

/// The allowed domains, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection) -> QueryResult<Vec<String>> {
    domain_allows::table.order(domain_allows::domain.asc()).select(domain_allows::domain).load(connection).await
}

/// Allows a domain, as [`super::normal`] gives it, with every port unless one is named; nothing changes if it is allowed.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, domain: &str) -> QueryResult<()> {
    diesel::insert_into(domain_allows::table)
        .values(domain_allows::domain.eq(domain))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Allows a domain no more; false when it was not.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, domain: &str) -> QueryResult<bool> {
    Ok(diesel::delete(domain_allows::table.find(domain)).execute(connection).await? > 0)
}
