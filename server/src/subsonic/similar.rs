//! Songs like others, and the ones that most people heard of an artist.

use model::Connection;
use model::artists::Artist;
use model::catalogue::{self as rows, Wanted};
use model::ids::{ArtistId, ReleaseId};
use model::releases::Release;
use model::tracks::Track;
use model::{discovery, plays};

use super::answer::Answer;
use super::caller::Caller;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::song::Child;
use super::{MOST_SONGS, catalogue, info};

/// How many releases songs are taken from.
const RELEASES: i64 = 20;

/// `getSimilarSongs`, in the old way of browsing.
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn old(caller: Caller) -> Result<Answer, Refused> {
    Answer::list("similarSongs", "song", &songs(&caller).await?)
}

/// `getSimilarSongs2`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn new(caller: Caller) -> Result<Answer, Refused> {
    Answer::list("similarSongs2", "song", &songs(&caller).await?)
}

async fn songs(caller: &Caller) -> Result<Vec<Child>, Refused> {
    let limit = caller.asked.count("count", 50, MOST_SONGS)?;
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, caller).await?;
    let of: Vec<ReleaseId> = match caller.asked.need("id")?.parse()? {
        Id::Artist(id) => releases_of(&mut db, &scope, &[id]).await?,
        Id::Album(id) => rows::releases_by_id(&mut db, &scope, &[id]).await?.iter().map(|(_, one)| one.id).collect(),
        Id::Song(id) => rows::tracks_by_id(&mut db, &scope, &[id]).await?.iter().map(|(_, one, _)| one.id).collect(),
        Id::Playlist(_) | Id::Show(_) => Vec::new(),
    };
    let first = of.first().copied().ok_or_else(Refused::not_found)?;
    let mut alike: Vec<ReleaseId> = Vec::new();
    for release in of.into_iter().take(3) {
        let found = discovery::similar_releases(&mut db, release, RELEASES).await?;
        alike.extend(found.into_iter().map(|(_, release, _)| release.id));
    }
    // Where nothing resembles it, the rest of its own artist does.
    if alike.is_empty() {
        let whose = rows::releases_by_id(&mut db, &scope, &[first]).await?;
        let artists: Vec<ArtistId> = whose.iter().map(|(artist, _)| artist.id).collect();
        alike = releases_of(&mut db, &scope, &artists).await?;
    }
    let wanted = Wanted { releases: Some(alike), limit, ..Wanted::default() };
    let found = rows::tracks(&mut db, &scope, &wanted, true).await?;
    catalogue::songs(&mut db, caller, &found).await
}

async fn releases_of(
    db: &mut Connection,
    scope: &rows::Scope,
    artists: &[ArtistId],
) -> Result<Vec<ReleaseId>, Refused> {
    let mut all = Vec::new();
    for artist in artists {
        let wanted = Wanted { artist: Some(*artist), limit: RELEASES, ..Wanted::default() };
        let found = rows::releases(db, scope, &wanted, rows::Order::Newest).await?;
        all.extend(found.into_iter().map(|(_, release)| release.id));
    }
    Ok(all)
}

/// `getTopSongs`: of an artist by id, or by name.
///
/// # Errors
/// 10 without either, 70 for nobody of that id.
pub async fn top(caller: Caller) -> Result<Answer, Refused> {
    let limit = usize::try_from(caller.asked.count("count", 50, MOST_SONGS)?).unwrap_or(0);
    let mut db = caller.db().await?;
    let artist = info::named(&mut db, &caller).await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let wanted = Wanted { artist: Some(artist), limit: 2000, ..Wanted::default() };
    let mut found: Vec<(Artist, Release, Track)> = rows::tracks(&mut db, &scope, &wanted, false).await?;
    let ids: Vec<_> = found.iter().map(|(_, _, track)| track.id).collect();
    let counts = plays::of_tracks(&mut db, &ids).await?;
    found.sort_by_key(|(_, _, track)| std::cmp::Reverse(counts.get(&track.id).copied().unwrap_or(0)));
    found.truncate(limit);
    Answer::list("topSongs", "song", &catalogue::songs(&mut db, &caller, &found).await?)
}
