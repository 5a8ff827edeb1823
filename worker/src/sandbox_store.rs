//! Keeps what the sandbox provider knows in the database.

use async_trait::async_trait;
use model::{Pool, sandbox_objects};
use payments::{SandboxStore, StoreError};
use serde_json::Value;

/// In the instance's database.
pub struct DatabaseStore {
    pool: Pool,
}

impl DatabaseStore {
    /// Over this pool.
    #[must_use]
    pub const fn new(pool: Pool) -> Self {
        Self { pool }
    }
}

#[async_trait]
impl SandboxStore for DatabaseStore {
    async fn get(&self, id: &str) -> Result<Option<(Value, i64)>, StoreError> {
        let mut connection = self.pool.get().await.map_err(silent)?;
        sandbox_objects::get(&mut connection, id).await.map_err(silent)
    }

    async fn put(&self, id: &str, value: &Value, expected: i64) -> Result<bool, StoreError> {
        let mut connection = self.pool.get().await.map_err(silent)?;
        sandbox_objects::put(&mut connection, id, value, expected).await.map_err(silent)
    }
}

fn silent(error: impl std::fmt::Display) -> StoreError {
    StoreError(error.to_string())
}
