//! What stands in a playlist, with what its pages and files say of each track.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::Connection;
use model::ids::TrackId;
use model::playlists;
use model::tracks::Track;

use crate::releases::record::Entry;
use crate::releases::sleeve::Sleeve;

/// A track where it stands in a playlist.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The release it is on.
    pub sleeve: Sleeve,
    /// The track.
    pub entry: Entry,
    /// Since when it stands there.
    pub since: DateTime<Utc>,
}

impl Listed {
    /// All of these, in the order given. The same track may stand there more than once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(db: &mut Connection, listed: Vec<playlists::Listed>) -> diesel::QueryResult<Vec<Self>> {
        let different: HashMap<TrackId, Track> = listed.iter().map(|one| (one.track.id, one.track.clone())).collect();
        let entries = Entry::load_all(db, different.into_values().collect()).await?;
        let entries: HashMap<TrackId, Entry> = entries.into_iter().map(|entry| (entry.track.id, entry)).collect();
        let places: Vec<_> = listed.iter().map(|one| (one.track.id, one.entry.created_at)).collect();
        let pairs = listed.into_iter().map(|one| (one.artist, one.release)).collect();
        let sleeves = Sleeve::load_all(db, pairs).await?;
        let one = |(sleeve, (track, since)): (Sleeve, (TrackId, DateTime<Utc>))| {
            entries.get(&track).map(|entry| Self { sleeve, entry: entry.clone(), since })
        };
        Ok(sleeves.into_iter().zip(places).filter_map(one).collect())
    }
}
