//! What an account listens to, for its players: they save it, and go on with it on another device.

pub mod events;
pub mod show;
pub mod update;

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use model::play_queues::PlayQueue;
use serde::Serialize;

/// How a queue stands at this moment. Names as in `static/ts/player/remote.ts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Grows with every save; 0 while nothing was saved.
    version: i64,
    /// A word that changes with the tracks and with which of them is current, and with nothing else.
    list: String,
    /// The tab or app that has it.
    device: String,
    /// What that is called.
    device_name: String,
    /// Whether it plays there.
    playing: bool,
    /// How far into the current track it is.
    position_ms: i64,
}

impl Standing {
    /// Of an account's queue.
    #[must_use]
    pub fn of(queue: Option<&PlayQueue>, now: DateTime<Utc>) -> Self {
        let Some(queue) = queue else { return Self::default() };
        Self {
            version: queue.version,
            list: word_of(queue),
            device: queue.device_id.clone(),
            device_name: queue.device_name.clone(),
            playing: queue.is_playing(now),
            position_ms: queue.position_ms_at(now),
        }
    }
}

/// The same for the same list, as long as the server is the same program: a player that finds it changed reads the queue anew.
fn word_of(queue: &PlayQueue) -> String {
    let mut hasher = DefaultHasher::new();
    (&queue.track_ids, queue.current).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
