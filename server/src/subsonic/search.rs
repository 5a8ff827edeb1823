//! `search2` and `search3`: what a few words find; without words, everything, page by page, for apps that keep a copy.

use ::search::{Filters, Kind, Order as Sorted, Query};
use model::Connection;
use model::artists::Artist;
use model::catalogue::{self as rows, Order, Scope, Wanted};
use model::ids::{ArtistId, ReleaseId, TrackId};
use model::releases::{Release, listing};
use model::tracks::Track;
use serde_json::json;
use uuid::Uuid;

use super::answer::Answer;
use super::caller::Caller;
use super::refused::Refused;
use super::shapes::album::Album;
use super::shapes::artist::ArtistId3;
use super::shapes::song::Child;
use super::{MOST_SONGS, catalogue};

/// The most that are asked of the engine at once.
const AT_ONCE: i64 = 100;
/// The engine counts no further.
const DEEPEST: i64 = 10_000;

struct Result3 {
    artists: Vec<ArtistId3>,
    albums: Vec<Album>,
    songs: Vec<Child>,
}

/// `search2`, in the old way of browsing.
///
/// # Errors
/// 10 without a query, which may be empty.
pub async fn old(caller: Caller) -> Result<Answer, Refused> {
    let found = find(&caller).await?;
    let artists: Vec<_> = found.artists.iter().map(ArtistId3::as_old).collect();
    let albums: Vec<_> = found.albums.iter().map(Album::as_folder).collect();
    Answer::of("searchResult2", &json!({ "artist": artists, "album": albums, "song": found.songs }))
}

/// `search3`
///
/// # Errors
/// 10 without a query, which may be empty.
pub async fn new(caller: Caller) -> Result<Answer, Refused> {
    let found = find(&caller).await?;
    Answer::of("searchResult3", &json!({ "artist": found.artists, "album": found.albums, "song": found.songs }))
}

/// A part of a list.
#[derive(Clone, Copy)]
struct Page {
    offset: i64,
    limit: i64,
}

impl Page {
    fn of(caller: &Caller, count: &'static str, offset: &'static str) -> Result<Self, Refused> {
        let limit = caller.asked.count(count, 20, MOST_SONGS)?;
        Ok(Self { offset: caller.asked.count(offset, 0, i64::from(i32::MAX))?, limit })
    }

    fn wanted(self) -> Wanted {
        Wanted { offset: self.offset, limit: self.limit, ..Wanted::default() }
    }

    fn of_list<T>(self, all: Vec<T>) -> Vec<T> {
        let (offset, limit) = (usize::try_from(self.offset).unwrap_or(0), usize::try_from(self.limit).unwrap_or(0));
        all.into_iter().skip(offset).take(limit).collect()
    }
}

async fn find(caller: &Caller) -> Result<Result3, Refused> {
    let words = caller.asked.given("query").ok_or_else(|| Refused::missing("query"))?;
    let words: String = words.trim().trim_matches(['"', '\'', '*']).chars().take(200).collect();
    let artists = Page::of(caller, "artistCount", "artistOffset")?;
    let albums = Page::of(caller, "albumCount", "albumOffset")?;
    let songs = Page::of(caller, "songCount", "songOffset")?;
    let mut db = caller.db().await?;
    let scope = catalogue::scope(&mut db, caller).await?;
    let (artists, albums, songs) = if words.trim().is_empty() {
        let all = rows::artists(&mut db, &scope).await?;
        (
            artists.of_list(all),
            rows::releases(&mut db, &scope, &albums.wanted(), Order::Title).await?,
            rows::tracks(&mut db, &scope, &songs.wanted(), false).await?,
        )
    } else {
        let shown = rows::artists(&mut db, &scope).await?;
        let found = found_artists(&mut db, caller, (words.as_str(), artists)).await?;
        let artists = found.iter().filter_map(|id| shown.iter().find(|(artist, _)| artist.id == *id).cloned());
        (
            artists.collect(),
            found_albums(&mut db, caller, &scope, (words.as_str(), albums)).await?,
            found_songs(&mut db, caller, &scope, (words.as_str(), songs)).await?,
        )
    };
    Ok(Result3 {
        artists: catalogue::artists(&mut db, caller, &artists).await?,
        albums: catalogue::albums(&mut db, caller, &albums).await?,
        songs: catalogue::songs(&mut db, caller, &songs).await?,
    })
}

async fn found_artists(
    db: &mut Connection,
    caller: &Caller,
    (words, page): (&str, Page),
) -> Result<Vec<ArtistId>, Refused> {
    match ask(caller, Kind::Artist, (words, page)).await {
        Some(ids) => Ok(ids.into_iter().map(ArtistId).collect()),
        None => Ok(listing::artists_named(db, words, page.limit).await?.into_iter().map(|artist| artist.id).collect()),
    }
}

async fn found_albums(
    db: &mut Connection,
    caller: &Caller,
    scope: &Scope,
    (words, page): (&str, Page),
) -> Result<Vec<(Artist, Release)>, Refused> {
    let ids: Vec<ReleaseId> = match ask(caller, Kind::Release, (words, page)).await {
        Some(ids) => ids.into_iter().map(ReleaseId).collect(),
        None => {
            let filter = listing::Filter {
                words: words.to_owned(),
                offset: page.offset,
                limit: page.limit,
                ..Default::default()
            };
            listing::published(db, &filter).await?.into_iter().map(|(_, release)| release.id).collect()
        }
    };
    // What is theirs alone is in no engine: it stands before the others.
    let own = if page.offset == 0 { rows::own_named(db, scope, words).await? } else { Vec::new() };
    let limit = usize::try_from(page.limit).unwrap_or(0);
    let mut all = rows::releases_by_id(db, scope, &own).await?;
    all.extend(rows::releases_by_id(db, scope, &ids).await?);
    Ok(all.into_iter().take(limit).collect())
}

async fn found_songs(
    db: &mut Connection,
    caller: &Caller,
    scope: &Scope,
    (words, page): (&str, Page),
) -> Result<Vec<(Artist, Release, Track)>, Refused> {
    let ids: Vec<TrackId> = match ask(caller, Kind::Track, (words, page)).await {
        Some(ids) => ids.into_iter().map(TrackId).collect(),
        None => listing::tracks_named(db, words, page.limit).await?.into_iter().map(|(_, _, track)| track.id).collect(),
    };
    Ok(rows::tracks_by_id(db, scope, &ids).await?)
}

/// The ids the engine finds; `None` while it does not answer.
async fn ask(caller: &Caller, kind: Kind, (words, page): (&str, Page)) -> Option<Vec<Uuid>> {
    let mut ids = Vec::new();
    let (mut offset, end) = (page.offset, (page.offset + page.limit).min(DEEPEST));
    while offset < end {
        let limit = AT_ONCE.min(end - offset);
        let query = Query {
            words: words.to_owned(),
            kinds: vec![kind],
            filters: Filters::default(),
            order: Sorted::default(),
            offset: usize::try_from(offset).ok()?,
            limit: usize::try_from(limit).ok()?,
            counts: false,
        };
        let found = match caller.app.search.search(&query).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "search does not answer an app");
                return None;
            }
        };
        let came = found.hits.len();
        ids.extend(found.hits.into_iter().map(|hit| Uuid::from_u128(hit.key.id)));
        if i64::try_from(came).unwrap_or(0) < limit {
            break;
        }
        offset += limit;
    }
    Some(ids)
}
