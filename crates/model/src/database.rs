//! The pool of connections and the migrations that are built into the program.

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::{self, Object};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

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

/// A pool of at most `size` connections to `url`.
///
/// # Errors
/// When the pool cannot be built; connections are made on first use.
pub fn pool(url: &str, size: usize) -> Result<Pool, DatabaseError> {
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
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
