//! Lists of albums: `getAlbumList` in the old way of browsing, `getAlbumList2` in the new.

use model::artists::Artist;
use model::catalogue::{self as rows, Order, Scope, Wanted};
use model::ids::ReleaseId;
use model::releases::Release;
use model::{Connection, favourites, history, ratings};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::refused::Refused;
use super::shapes::album::Album;

/// The most albums in one answer.
const MOST: i64 = 500;
/// How many of somebody's own are looked through for a list of them.
const OWN: i64 = 2000;

/// `getAlbumList`
///
/// # Errors
/// 10 without a type, 0 for one that nobody knows.
pub async fn old(caller: Caller) -> Result<Answer, Refused> {
    let folders: Vec<_> = albums(&caller).await?.iter().map(Album::as_folder).collect();
    Answer::list("albumList", "album", &folders)
}

/// `getAlbumList2`
///
/// # Errors
/// 10 without a type, 0 for one that nobody knows.
pub async fn new(caller: Caller) -> Result<Answer, Refused> {
    Answer::list("albumList2", "album", &albums(&caller).await?)
}

async fn albums(caller: &Caller) -> Result<Vec<Album>, Refused> {
    let asked = &caller.asked;
    let mut wanted = Wanted {
        offset: asked.count("offset", 0, 1_000_000)?,
        limit: asked.count("size", 10, MOST)?,
        ..Wanted::default()
    };
    let mut db = caller.db().await?;
    let scope = catalogue::scope(&mut db, caller).await?;
    let account = caller.account.id;
    let found = match asked.need("type")? {
        "newest" => rows::releases(&mut db, &scope, &wanted, Order::Newest).await?,
        "alphabeticalByName" => rows::releases(&mut db, &scope, &wanted, Order::Title).await?,
        "alphabeticalByArtist" => rows::releases(&mut db, &scope, &wanted, Order::Artist).await?,
        "random" => {
            let by_chance = Wanted { offset: 0, ..wanted };
            rows::releases(&mut db, &scope, &by_chance, Order::Random).await?
        }
        "byYear" => {
            let (from, to) = (asked.number("fromYear")?, asked.number("toYear")?);
            let (Some(from), Some(to)): (Option<i32>, Option<i32>) = (from, to) else {
                return Err(Refused::missing(if from.is_none() { "fromYear" } else { "toYear" }));
            };
            (wanted.from_year, wanted.to_year) = (Some(from.min(to)), Some(from.max(to)));
            let order = if from <= to { Order::Oldest } else { Order::Youngest };
            rows::releases(&mut db, &scope, &wanted, order).await?
        }
        "byGenre" => {
            wanted.genre = asked.need("genre")?.to_owned();
            rows::releases(&mut db, &scope, &wanted, Order::Newest).await?
        }
        "frequent" => {
            let ids = history::often_heard(&mut db, account, OWN).await?;
            in_order(&mut db, &scope, ids, &wanted).await?
        }
        "recent" => {
            let ids = history::recently_heard(&mut db, account, OWN).await?;
            in_order(&mut db, &scope, ids, &wanted).await?
        }
        "highest" => {
            let best = ratings::best(&mut db, account, OWN).await?;
            in_order(&mut db, &scope, best.into_iter().map(ReleaseId).collect(), &wanted).await?
        }
        "starred" => {
            let part = favourites::list_releases(&mut db, account, None, OWN).await?;
            let ids = part.kept.into_iter().map(|kept| kept.what.1.id).collect();
            in_order(&mut db, &scope, ids, &wanted).await?
        }
        _ => return Err(Refused::bad("type")),
    };
    catalogue::albums(&mut db, caller, &found).await
}

/// Those in sight of these releases, in their order, as many as are wanted.
async fn in_order(
    db: &mut Connection,
    scope: &Scope,
    ids: Vec<ReleaseId>,
    wanted: &Wanted,
) -> Result<Vec<(Artist, Release)>, Refused> {
    let of_these = Wanted { releases: Some(ids.clone()), limit: OWN, ..Wanted::default() };
    let found = rows::releases(db, scope, &of_these, Order::Newest).await?;
    let place = |id: ReleaseId| ids.iter().position(|known| *known == id);
    let mut placed: Vec<_> = found.into_iter().map(|pair| (place(pair.1.id), pair)).collect();
    placed.sort_by_key(|(place, _)| *place);
    let (offset, limit) = (usize::try_from(wanted.offset).unwrap_or(0), usize::try_from(wanted.limit).unwrap_or(0));
    Ok(placed.into_iter().map(|(_, pair)| pair).skip(offset).take(limit).collect())
}
