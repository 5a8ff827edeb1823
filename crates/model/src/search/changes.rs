//! Changes that search has to hear of. Triggers write them inside the transaction that changes something; whoever tells the
//! engine forgets them afterwards, so that none is lost while it does not answer.

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Key, Kind};
use crate::schema::search_changes;
use crate::{Connection, fixed};

/// The channel on which is said that there is a change.
pub const CHANNEL: &str = "tonewood_search";

/// What waits to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// What to hand to [`forget`] once it is told.
    pub ids: Vec<i64>,
    /// What changed, each thing once.
    pub keys: Vec<Key>,
}

/// The oldest changes, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn take_changes(connection: &mut Connection, limit: i64) -> QueryResult<Waiting> {
    let rows: Vec<(i64, Kind, Uuid)> = search_changes::table
        .order(search_changes::id.asc())
        .limit(limit)
        .select((search_changes::id, search_changes::kind, search_changes::object_id))
        .load(connection)
        .await?;
    let mut waiting = Waiting::default();
    let mut seen = std::collections::HashSet::new();
    for (id, kind, object) in rows {
        let key = Key { kind, id: object };
        waiting.ids.push(id);
        if seen.insert(key) {
            waiting.keys.push(key);
        }
    }
    Ok(waiting)
}

/// Forgets changes that were told. What changed since then is a change of its own.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &mut Connection, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(search_changes::table.filter(search_changes::id.eq_any(ids))).execute(connection).await?;
    Ok(())
}

/// How many wait, and for how many seconds the oldest has.
///
/// # Errors
/// When the database fails.
pub async fn waiting(connection: &mut Connection) -> QueryResult<(i64, i64)> {
    let (count, oldest): (i64, Option<chrono::DateTime<chrono::Utc>>) = search_changes::table
        .select((diesel::dsl::count_star(), diesel::dsl::min(search_changes::created_at)))
        .first(connection)
        .await?;
    Ok((count, oldest.map_or(0, |oldest| (chrono::Utc::now() - oldest).num_seconds())))
}

/// Has what was heard since yesterday told again, with how many people heard it.
///
/// # Errors
/// When the database fails.
pub async fn note_heard(connection: &mut Connection) -> QueryResult<usize> {
    fixed::query(include_str!("heard.sql")).execute(connection).await
}
