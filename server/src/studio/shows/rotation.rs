//! What plays when nobody is live.

pub mod edit;
pub mod form;
pub mod update;

use model::Connection;
use model::artists::{self, Artist, ArtistKind};
use model::releases::listing;
use model::tracks::{self, Track, TrackState};

/// The tracks that an artist can play: all of its own that are ready, and what the artists on its roster have published. By
/// release, each with its title.
///
/// # Errors
/// When the database fails.
pub async fn playable(db: &mut Connection, artist: &Artist) -> diesel::QueryResult<Vec<(String, Vec<Track>)>> {
    let mut releases: Vec<(String, _)> = listing::all_of_artist(db, artist.id)
        .await?
        .into_iter()
        .map(|release| (release.title.clone(), release))
        .collect();
    if artist.kind == ArtistKind::Label {
        for other in artists::roster(db, artist.id).await? {
            let published = listing::published_of_artist(db, other.id).await?;
            releases
                .extend(published.into_iter().map(|release| (format!("{}: {}", other.name, release.title), release)));
        }
    }
    let ids: Vec<_> = releases.iter().map(|(_, release)| release.id).collect();
    let all = tracks::of_releases(db, &ids).await?;
    let of = |id| all.iter().filter(move |track| track.release_id == id && track.state == TrackState::Ready).cloned();
    let found = releases.into_iter().map(|(title, release)| (title, of(release.id).collect::<Vec<_>>()));
    Ok(found.filter(|(_, tracks)| !tracks.is_empty()).collect())
}
