//! Typed reading and writing over the store.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::store::{SandboxStore, StoreError};
use crate::PaymentError;

/// How often a change is tried again because somebody else was faster.
const TRIES: usize = 100;

pub(super) struct Shelf {
    store: Arc<dyn SandboxStore>,
}

impl Shelf {
    pub(super) fn new(store: Arc<dyn SandboxStore>) -> Self {
        Self { store }
    }

    /// The object, if it is there.
    pub(super) async fn find<T: DeserializeOwned>(&self, id: &str) -> Result<Option<T>, PaymentError> {
        let found = self.store.get(id).await?;
        found.map(|(value, _)| read(value)).transpose()
    }

    /// The object.
    pub(super) async fn get<T: DeserializeOwned>(&self, id: &str) -> Result<T, PaymentError> {
        self.find(id).await?.ok_or_else(|| PaymentError::Unknown(id.to_owned()))
    }

    /// Keeps a new object; one that is there already stays as it is.
    pub(super) async fn add<T: Serialize>(&self, id: &str, object: &T) -> Result<(), PaymentError> {
        self.store.put(id, &written(object)?, 0).await?;
        Ok(())
    }

    /// What a name stands for, and the version of that.
    pub(super) async fn named(&self, name: &str) -> Result<(Option<String>, i64), PaymentError> {
        Ok(match self.store.get(name).await? {
            Some((value, version)) => (value.as_str().map(ToOwned::to_owned), version),
            None => (None, 0),
        })
    }

    /// Lets a name stand for an id, unless somebody else did so meanwhile; says whether it does.
    pub(super) async fn claim(&self, name: &str, id: &str, version: i64) -> Result<bool, PaymentError> {
        Ok(self.store.put(name, &Value::from(id), version).await?)
    }

    /// Changes an object: `change` is called again where somebody else changed it meanwhile.
    pub(super) async fn change<T, R>(
        &self,
        id: &str,
        mut change: impl FnMut(&mut T) -> Result<R, PaymentError> + Send,
    ) -> Result<R, PaymentError>
    where
        T: Serialize + DeserializeOwned,
    {
        for _ in 0..TRIES {
            let (value, version) = self.store.get(id).await?.ok_or_else(|| PaymentError::Unknown(id.to_owned()))?;
            let mut object = read(value.clone())?;
            let answer = change(&mut object)?;
            let changed = written(&object)?;
            if changed == value || self.store.put(id, &changed, version).await? {
                return Ok(answer);
            }
        }
        Err(busy(id))
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, PaymentError> {
    serde_json::from_value(value)
        .map_err(|error| PaymentError::Unavailable(format!("the sandbox kept nonsense: {error}")))
}

fn written<T: Serialize>(object: &T) -> Result<Value, PaymentError> {
    serde_json::to_value(object).map_err(|error| PaymentError::Unavailable(error.to_string()))
}

fn busy(id: &str) -> PaymentError {
    PaymentError::Unavailable(format!("{id} is being changed by many at once"))
}

impl From<StoreError> for PaymentError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
