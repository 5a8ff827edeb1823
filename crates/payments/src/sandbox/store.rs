use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::Value;

/// Where the sandbox keeps what it knows: JSON under an id.
#[async_trait]
pub trait SandboxStore: Send + Sync {
    /// The value and its version.
    async fn get(&self, id: &str) -> Result<Option<(Value, i64)>, StoreError>;
    /// Writes a value whose version is still `expected` (0 for one that is not there); says whether it was.
    async fn put(&self, id: &str, value: &Value, expected: i64) -> Result<bool, StoreError>;
}

/// The store does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox's store does not answer: {0}")]
pub struct StoreError(pub String);

/// Keeps it in memory.
#[derive(Default)]
pub struct MemoryStore {
    kept: Mutex<HashMap<String, (Value, i64)>>,
}

#[async_trait]
impl SandboxStore for MemoryStore {
    async fn get(&self, id: &str) -> Result<Option<(Value, i64)>, StoreError> {
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned())
    }

    async fn put(&self, id: &str, value: &Value, expected: i64) -> Result<bool, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let version = kept.get(id).map_or(0, |(_, version)| *version);
        if version == expected {
            kept.insert(id.to_owned(), (value.clone(), version + 1));
        }
        Ok(version == expected)
    }
}
