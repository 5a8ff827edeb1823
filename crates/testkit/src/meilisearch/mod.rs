//! A double of Meilisearch: an HTTP server that keeps what it is told, finds it again, and refuses what Meilisearch would refuse.
//!
//! It knows the calls that `search` makes and no others. Unknown fields and settings, filters that cannot be read, attributes that
//! are not filterable, sortable or searchable are refused; what changes something is a task that is done a moment later, in order.
//! Words are found by the rules of its documentation: ranking rules, typos, prefixes, synonyms, matching strategies, facets.
//! What it lacks: dictionaries of Chinese and Japanese (each sign is a word), vectors, geography, federated search.

mod answers;
mod filter;
mod finding;
mod indexes;
mod ranking;
mod search;
mod settings;
mod state;
mod tasks;
mod web;
mod words;

use std::sync::MutexGuard;
use std::time::Duration;

use crate::Health;
use crate::stripe::double::Double;
use state::State;

/// The double. It serves as long as the runtime that started it.
#[derive(Clone)]
pub struct MeilisearchDouble(Double<State>);

impl MeilisearchDouble {
    /// The only key it takes.
    pub const KEY: &str = "a key of the double of Meilisearch";

    /// Starts one on a free port of this machine.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start() -> anyhow::Result<Self> {
        Ok(Self(Double::start("Meilisearch", web::serve)?))
    }

    /// Its address, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.base()
    }

    /// Makes it ill, or well again.
    pub fn set_health(&self, health: Health) {
        self.lock().health = health;
    }

    /// How long a task waits until it is done: 20 milliseconds unless told.
    pub fn set_task_time(&self, time: Duration) {
        self.lock().task_time = time;
    }

    /// How many calls it has answered.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.lock().calls
    }

    /// The names of its indexes.
    #[must_use]
    pub fn indexes(&self) -> Vec<String> {
        self.lock().indexes.keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}
