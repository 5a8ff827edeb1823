//! What the sandbox provider of payments remembers: JSON under an id, changed only by those who know its version.

use chrono::Utc;
use diesel::result::OptionalExtension as _;
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::Value;

use crate::Connection;
use crate::ids::ArtistId;
use crate::schema::sandbox_objects as table;

/// A value and its version.
///
/// # Errors
/// When the database fails.
pub async fn get(connection: &mut Connection, id: &str) -> QueryResult<Option<(Value, i64)>> {
    table::table.find(id).select((table::value, table::version)).first(connection).await.optional()
}

/// Writes a value whose version is still `expected`, 0 for one that is not there; says whether it was.
///
/// # Errors
/// When the database fails.
pub async fn put(connection: &mut Connection, id: &str, value: &Value, expected: i64) -> QueryResult<bool> {
    let rows = if expected == 0 {
        diesel::insert_into(table::table)
            .values((table::id.eq(id), table::value.eq(value)))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?
    } else {
        diesel::update(table::table.find(id).filter(table::version.eq(expected)))
            .set((table::value.eq(value), table::version.eq(expected + 1), table::updated_at.eq(Utc::now())))
            .execute(connection)
            .await?
    };
    Ok(rows == 1)
}

/// What is to go with an artist whose sales were play: in this order, each by the artist's id.
const SALES: &[&str] = &[
    "DELETE FROM entitlements WHERE download_code_id IS NOT NULL AND release_id IN (SELECT id FROM releases WHERE artist_id = $1)",
    "DELETE FROM entitlements WHERE purchase_id IN (SELECT id FROM purchases WHERE artist_id = $1 AND provider = 'sandbox')",
    "DELETE FROM ledger_entries WHERE transaction_id IN (SELECT t.id FROM ledger_transactions t
       JOIN purchases p ON p.id = t.purchase_id WHERE p.artist_id = $1 AND p.provider = 'sandbox')",
    "DELETE FROM ledger_transactions WHERE purchase_id IN
       (SELECT id FROM purchases WHERE artist_id = $1 AND provider = 'sandbox')",
    "DELETE FROM purchase_disputes WHERE purchase_id IN (SELECT id FROM purchases WHERE artist_id = $1 AND provider = 'sandbox')",
    "DELETE FROM purchase_shares WHERE purchase_id IN (SELECT id FROM purchases WHERE artist_id = $1 AND provider = 'sandbox')",
    "DELETE FROM orders WHERE purchase_id IN (SELECT id FROM purchases WHERE artist_id = $1 AND provider = 'sandbox')",
    "DELETE FROM purchases WHERE artist_id = $1 AND provider = 'sandbox'",
    "DELETE FROM memberships WHERE artist_id = $1 AND provider = 'sandbox'",
    "DELETE FROM tiers t WHERE artist_id = $1 AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.tier_id = t.id)",
    "DELETE FROM splits WHERE artist_id = $1 OR payee_id = $1",
    "DELETE FROM invoice_numbers WHERE artist_id = $1
       AND NOT EXISTS (SELECT 1 FROM purchases WHERE artist_id = $1)",
];

/// Forgets what an artist sold in play, its books too, so that the artist can be removed. Nothing that was sold for money goes:
/// the database then refuses to remove the artist.
///
/// # Errors
/// When the database fails.
pub async fn forget_sales(connection: &mut Connection, artist: ArtistId) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            // The ledger is never edited; play money is the one exception, and only here.
            switch_guard(connection, "DISABLE").await?;
            for sql in SALES {
                diesel::sql_query(*sql).bind::<diesel::sql_types::Uuid, _>(artist.0).execute(connection).await?;
            }
            switch_guard(connection, "ENABLE").await
        })
        .await
}

async fn switch_guard(connection: &mut Connection, how: &str) -> QueryResult<()> {
    for table in ["ledger_entries", "ledger_transactions"] {
        diesel::sql_query(format!("ALTER TABLE {table} {how} TRIGGER {table}_once")).execute(connection).await?;
    }
    Ok(())
}
