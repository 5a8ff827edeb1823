//! The instance: what an admin decides at run time.

use chrono::Utc;
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::schema::instance;

crate::sql_types::words! {
    /// Who may make an account.
    Registration {
        /// Anybody.
        Open = "open",
        /// Anybody whom an admin approves.
        Approval = "approval",
        /// Nobody.
        Closed = "closed",
    }
}

/// What the admin chose; `None` leaves it to the settings.
///
/// # Errors
/// When the database fails.
pub async fn registration(connection: &mut Connection) -> QueryResult<Option<Registration>> {
    instance::table.find(true).select(instance::registration).first(connection).await
}

/// Sets who may make an account.
///
/// # Errors
/// When the database fails.
pub async fn set_registration(connection: &mut Connection, registration: Registration) -> QueryResult<()> {
    diesel::update(instance::table.find(true))
        .set((instance::registration.eq(Some(registration)), instance::updated_at.eq(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// How far the seed has come, in percent, while it runs.
///
/// # Errors
/// When the database fails.
pub async fn seed_progress(connection: &mut Connection) -> QueryResult<Option<i32>> {
    instance::table.find(true).select(instance::seed_progress).first(connection).await
}

/// Notes how far the seed has come; `None` when none runs.
///
/// # Errors
/// When the database fails.
pub async fn set_seed_progress(connection: &mut Connection, percent: Option<i32>) -> QueryResult<()> {
    diesel::update(instance::table.find(true)).set(instance::seed_progress.eq(percent)).execute(connection).await?;
    Ok(())
}
