//! Rebuilds: an index made anew beside the one that answers, by whoever tells the engine of changes.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Text};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::changes::CHANNEL;
use crate::schema::search_rebuilds;
use crate::{Connection, fixed};

/// A rebuild as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = search_rebuilds, check_for_backend(diesel::pg::Pg))]
pub struct Rebuild {
    /// Its id.
    pub id: i64,
    /// When it was begun last.
    pub begun_at: Option<DateTime<Utc>>,
    /// How many things are in the new index.
    pub done: i64,
    /// How many there are.
    pub total: i64,
    /// When the new index took the old one's place.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why the last try failed; empty where none did.
    pub error: String,
}

/// Asks for one, at once; one that waits already is as good. Gives its id.
///
/// # Errors
/// When the database fails.
pub async fn ask(connection: &mut Connection) -> QueryResult<i64> {
    let waits = waiting(connection).await?.filter(|rebuild| rebuild.begun_at.is_none());
    let id = match waits {
        Some(rebuild) => rebuild.id,
        None => {
            diesel::insert_into(search_rebuilds::table)
                .default_values()
                .returning(search_rebuilds::id)
                .get_result(connection)
                .await?
        }
    };
    fixed::query("SELECT pg_notify($1, '')").bind::<Text, _>(CHANNEL).execute(connection).await?;
    Ok(id)
}

/// The newest one that is not done.
///
/// # Errors
/// When the database fails.
pub async fn waiting(connection: &mut Connection) -> QueryResult<Option<Rebuild>> {
    search_rebuilds::table
        .filter(search_rebuilds::ended_at.is_null())
        .order(search_rebuilds::id.desc())
        .select(Rebuild::as_select())
        .first(connection)
        .await
        .optional()
}

/// The one with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Rebuild>> {
    search_rebuilds::table.find(id).select(Rebuild::as_select()).first(connection).await.optional()
}

/// Begins every one that waits up to this: `total` things are to be put in.
///
/// # Errors
/// When the database fails.
pub async fn begin(connection: &mut Connection, id: i64, total: i64) -> QueryResult<()> {
    diesel::update(up_to(id))
        .set((
            search_rebuilds::begun_at.eq(Some(Utc::now())),
            search_rebuilds::done.eq(0),
            search_rebuilds::total.eq(total),
            search_rebuilds::error.eq(""),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down that this many more are in.
///
/// # Errors
/// When the database fails.
pub async fn progress(connection: &mut Connection, id: i64, more: i64) -> QueryResult<()> {
    let done = sql::<BigInt>("done + ").bind::<BigInt, _>(more);
    diesel::update(up_to(id)).set(search_rebuilds::done.eq(done)).execute(connection).await?;
    Ok(())
}

/// The new index answers.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection, id: i64) -> QueryResult<()> {
    diesel::update(up_to(id)).set(search_rebuilds::ended_at.eq(Some(Utc::now()))).execute(connection).await?;
    // Nobody looks at those of last month.
    let old = search_rebuilds::table.filter(search_rebuilds::ended_at.lt(Utc::now() - chrono::Duration::days(30)));
    diesel::delete(old).execute(connection).await?;
    Ok(())
}

/// It could not be made, and is tried again.
///
/// # Errors
/// When the database fails.
pub async fn fail(connection: &mut Connection, id: i64, error: &str) -> QueryResult<()> {
    let error: String = error.chars().take(1000).collect();
    diesel::update(up_to(id)).set(search_rebuilds::error.eq(error)).execute(connection).await?;
    Ok(())
}

/// Those that wait, up to this one: what is made for the newest is made for all.
#[diesel::dsl::auto_type(no_type_alias)]
fn up_to(id: i64) -> _ {
    search_rebuilds::table.filter(search_rebuilds::ended_at.is_null()).filter(search_rebuilds::id.le(id))
}
