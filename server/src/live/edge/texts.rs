//! Playlists as they were last written: a thousand players ask for the same one at the same moment.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What a playlist is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    /// With parts.
    pub low_latency: bool,
    /// Without what its player knows.
    pub skip: bool,
    /// With what lies in storage.
    pub old: bool,
}

/// What the text of a playlist depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The last part in memory.
    pub last: Option<(u64, u32)>,
    /// Whether the show is over.
    pub ended: bool,
    /// The first and the last segment in storage.
    pub old: Option<(u64, u64)>,
}

/// The texts of one rendition.
#[derive(Default)]
pub struct Texts(Mutex<HashMap<Kind, (Stamp, String)>>);

impl Texts {
    /// The text, written by `write` unless it was written for the same stamp before.
    pub fn get(&self, kind: Kind, stamp: &Stamp, write: impl FnOnce() -> Option<String>) -> Option<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = all.get(&kind).filter(|(known, _)| known == stamp) {
            return Some(text.clone());
        }
        let text = write()?;
        all.insert(kind, (stamp.clone(), text.clone()));
        Some(text)
    }
}
