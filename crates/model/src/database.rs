//! The pool of connections and the migrations that are built into the program.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::sql_types::Timestamptz;
use diesel_async::pooled_connection::deadpool::{self, Object};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::fixed;

/// Every migration in `migrations/`, oldest first.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// One connection; every query in this crate takes one.
pub type Connection = AsyncPgConnection;
/// A pool that is cheap to clone.
pub type Pool = deadpool::Pool<AsyncPgConnection>;
/// A connection lent by the pool.
pub type Pooled = Object<AsyncPgConnection>;

/// What goes wrong before a query is made.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The pool has no connection to give.
    #[error("no connection to PostgreSQL: {0}")]
    Pool(#[from] deadpool::PoolError),
    /// The pool cannot be built.
    #[error("the pool of connections cannot be built: {0}")]
    Build(#[from] deadpool::BuildError),
    /// The address is wrong or nobody answers there.
    #[error("cannot connect to PostgreSQL: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A migration failed; the ones before it stand.
    #[error("a migration failed: {0}")]
    Migrate(String),
}

/// The oldest PostgreSQL this program is tested with, as `server_version_num` counts.
pub const OLDEST_VERSION: i32 = 150_000;

/// What a database says of itself.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Facts {
    /// `server_version_num`: 150_014 for 15.14.
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub version: i32,
    /// What time it has.
    #[diesel(sql_type = diesel::sql_types::Timestamptz)]
    pub moment: DateTime<Utc>,
    /// When anything was last written; nothing in a new database.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>)]
    pub newest: Option<DateTime<Utc>>,
}

/// Asks a database about itself.
///
/// # Errors
/// When it does not answer.
pub async fn facts(connection: &mut Connection) -> diesel::QueryResult<Facts> {
    fixed::query(
        "SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS moment,
                greatest((SELECT max(created_at) FROM accounts), (SELECT max(last_seen_at) FROM sessions),
                         (SELECT max(updated_at) FROM tracks), (SELECT max(updated_at) FROM releases)) AS newest",
    )
    .get_result(connection)
    .await
}

/// A pool of at most `size` connections to `url`.
///
/// # Errors
/// When the pool cannot be built; connections are made on first use.
pub fn pool(url: &str, size: usize) -> Result<Pool, DatabaseError> {
    // Whether a connection is closed is known without asking; a question before each use is one more for every page.
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
    Ok(Pool::builder(manager).max_size(size).build()?)
}

/// Runs every pending migration; says how many there were.
///
/// # Errors
/// When nobody answers at `url`, or a migration fails.
pub async fn migrate(url: &str) -> Result<usize, DatabaseError> {
    let connection = AsyncPgConnection::establish(url).await?;
    tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        harness
            .run_pending_migrations(MIGRATIONS)
            .map(|run| run.len())
            .map_err(|error| DatabaseError::Migrate(error.to_string()))
    })
    .await
    .map_err(|error| DatabaseError::Migrate(error.to_string()))?
}

/// The clock of the database. Workers and servers on several machines go by it where one waits for the other: their own may
/// be wrong.
///
/// # Errors
/// When the database fails.
pub async fn now(connection: &mut Connection) -> QueryResult<DateTime<Utc>> {
    diesel::select(fixed::sql::<Timestamptz>("clock_timestamp()")).get_result(connection).await
}
