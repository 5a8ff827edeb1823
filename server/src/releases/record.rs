//! A release with everything that its pages show of it, loaded once.

use std::collections::HashMap;

use model::Connection;
use model::artists::Artist;
use model::credits::{self, Credit};
use model::encodings::{self, Encoding, RungFacts};
use model::ids::{EncodingId, MasterId, ReleaseId, TrackId};
use model::masters::{self, Master};
use model::places::{self, Place};
use model::releases::Release;
use model::tracks::{self, Track, TrackState};

use crate::releases::sleeve::Sleeve;

/// A release, its tracks and its credits.
#[derive(Debug, Clone)]
pub struct Record {
    /// The release with its artist and cover.
    pub sleeve: Sleeve,
    /// Its tracks in order.
    pub entries: Vec<Entry>,
    /// Its credits, its tracks' included, in order.
    pub credits: Vec<Credit>,
}

/// A track with what was accepted for it and what it plays from.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The track.
    pub track: Track,
    /// Its accepted original; none while that is on its way.
    pub master: Option<Master>,
    /// What it plays from; none while its first rungs are made.
    pub encoding: Option<Encoding>,
    /// The rungs of that, the narrowest first.
    pub rungs: Vec<RungFacts>,
    /// Where it stands in its release; none until its original is accepted.
    pub place: Option<Place>,
}

impl Entry {
    /// Its length; 0 while nobody knows it.
    #[must_use]
    pub fn duration_ms(&self) -> i64 {
        match (&self.encoding, &self.master) {
            (Some(encoding), _) if encoding.sample_rate > 0 => encoding.frames * 1000 / i64::from(encoding.sample_rate),
            (_, Some(master)) => master.duration_ms,
            _ => 0,
        }
    }

    /// Who made it: its own artist's name, else the release's.
    #[must_use]
    pub fn by<'a>(&'a self, artist: &'a Artist) -> &'a str {
        let own = self.track.artist_name.trim();
        if own.is_empty() { &artist.name } else { own }
    }

    /// Whether it has words, with or without times.
    #[must_use]
    pub fn has_lyrics(&self) -> bool {
        !self.track.lyrics.trim().is_empty() || !self.track.lyrics_synced.trim().is_empty()
    }

    /// Tracks with their masters and encodings, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(connection: &mut Connection, tracks: Vec<Track>) -> diesel::QueryResult<Vec<Self>> {
        let master_ids: Vec<MasterId> = tracks.iter().filter_map(|track| track.master_id).collect();
        let encoding_ids: Vec<EncodingId> = tracks.iter().filter_map(|track| track.encoding_id).collect();
        let mut masters: HashMap<MasterId, Master> = HashMap::new();
        for master in masters::find_all(connection, &master_ids).await? {
            masters.insert(master.id, master);
        }
        let mut encodings: HashMap<EncodingId, Encoding> = HashMap::new();
        for encoding in encodings::find_all(connection, &encoding_ids).await? {
            encodings.insert(encoding.id, encoding);
        }
        let mut rungs: HashMap<EncodingId, Vec<RungFacts>> = HashMap::new();
        for rung in encodings::rungs_of(connection, &encoding_ids).await? {
            rungs.entry(rung.encoding_id).or_default().push(rung);
        }
        let mut releases: Vec<ReleaseId> = tracks.iter().map(|track| track.release_id).collect();
        releases.sort();
        releases.dedup();
        let places = places::of_releases(connection, &releases).await?;
        let mut places: HashMap<TrackId, Place> =
            places.into_iter().flat_map(|(_, places)| places).map(|place| (place.track, place)).collect();
        let entry = |track: Track| {
            let master = track.master_id.and_then(|id| masters.remove(&id));
            let encoding = track.encoding_id.and_then(|id| encodings.remove(&id));
            let rungs = track.encoding_id.and_then(|id| rungs.remove(&id)).unwrap_or_default();
            let place = places.remove(&track.id);
            Self { track, master, encoding, rungs, place }
        };
        Ok(tracks.into_iter().map(entry).collect())
    }
}

impl Record {
    /// The whole release.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(connection: &mut Connection, artist: Artist, release: Release) -> diesel::QueryResult<Self> {
        let mut tracks = tracks::of_release(connection, release.id).await?;
        // A file that was refused is between the artist and the studio.
        tracks.retain(|track| track.encoding_id.is_some() || track.state != TrackState::Refused);
        let credits = credits::of_release(connection, release.id).await?;
        let entries = Entry::load_all(connection, tracks).await?;
        let sleeve = Sleeve::load(connection, artist, release).await?;
        Ok(Self { sleeve, entries, credits })
    }

    /// The length of all its tracks.
    #[must_use]
    pub fn duration_ms(&self) -> i64 {
        self.entries.iter().map(Entry::duration_ms).sum()
    }
}
