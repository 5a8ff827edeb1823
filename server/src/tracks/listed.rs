//! Tracks from anywhere, as a list in the player has them: each with what this visit may have of it.

use std::collections::{HashMap, hash_map};

use model::Connection;
use model::artists::Artist;
use model::entitlements::{self, Rights};
use model::ids::{ReleaseId, TrackId};
use model::releases::Release;
use model::tracks::whole;

use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::sleeve::Sleeve;
use crate::tracks::playing::Playable;
use crate::visit::Visit;

/// A track of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its artist, release and cover.
    pub sleeve: Sleeve,
    /// The track and what it plays from.
    pub entry: Entry,
    /// What this visit may have of its release.
    pub rights: Rights,
}

impl Listed {
    /// Those of the tracks that this visit may see, in the order given; one that stands there twice comes twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &mut Connection, visit: &Visit, ids: &[TrackId]) -> diesel::QueryResult<Vec<Self>> {
        let mut once = ids.to_vec();
        once.sort();
        once.dedup();
        let mut rights: HashMap<ReleaseId, Rights> = HashMap::new();
        let mut pairs: Vec<(Artist, Release)> = Vec::new();
        let mut tracks = Vec::new();
        for (artist, release, track) in whole::with_releases(db, &once).await? {
            if let hash_map::Entry::Vacant(vacant) = rights.entry(release.id) {
                vacant.insert(entitlements::of_release(db, &release, visit.who()).await?);
                pairs.push((artist, release));
            }
            tracks.push(track);
        }
        let sleeves: HashMap<ReleaseId, Sleeve> =
            Sleeve::load_all(db, pairs).await?.into_iter().map(|sleeve| (sleeve.release.id, sleeve)).collect();
        let mut listed: HashMap<TrackId, Self> = HashMap::new();
        for entry in Entry::load_all(db, tracks).await? {
            let release = entry.track.release_id;
            if let (Some(sleeve), Some(rights)) = (sleeves.get(&release), rights.get(&release))
                && is_shown(sleeve, rights)
            {
                let (id, sleeve, rights) = (entry.track.id, sleeve.clone(), rights.clone());
                listed.insert(id, Self { sleeve, entry, rights });
            }
        }
        Ok(ids.iter().filter_map(|id| listed.get(id).cloned()).collect())
    }

    /// As the player reads it; none while it does not play, or not for this visit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn playable(&self, db: &mut Connection, visit: &Visit) -> diesel::QueryResult<Option<Playable>> {
        let addresses = Addresses::with(db, visit, &self.sleeve, self.rights.clone()).await?;
        Ok(Playable::of(&self.sleeve, &self.entry, &addresses))
    }
}

/// As on the release's own page: drafts are between their artist and the studio.
fn is_shown(sleeve: &Sleeve, rights: &Rights) -> bool {
    rights.sees && (sleeve.release.published_at.is_some() || !rights.is_artist)
}
