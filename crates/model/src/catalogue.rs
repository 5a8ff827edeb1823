//! The catalogue as one account sees it, asked for in bulk: what is everybody's, and what is theirs alone because they bought it, got
//! it with a code or are a member. Music apps browse by it.

mod finding;
mod genres;
mod listening;
mod own;
mod sums;

use std::collections::HashMap;

use diesel::dsl::{InnerJoin, IntoBoxed, sql};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Double, Integer, Text};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, PgSortExpressionMethods, QueryDsl, QueryResult, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::artists::Artist;
use crate::ids::{AccountId, ArtistId, ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;
use crate::{Connection, fixed};

pub use finding::{artist_named, count_tracks, own_named, release, releases_by_id, tracks_named};
pub use genres::{Genre, genres};
pub use listening::{Listening, listening};
pub use own::{Heard, heard, starred};
pub use sums::{Sum, sums};

/// How much of the catalogue somebody sees.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// What is not everybody's, and theirs.
    besides: Vec<ReleaseId>,
    /// Only these, where it is narrowed.
    only: Option<Vec<ReleaseId>>,
}

/// In which order releases come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those that came last first.
    Newest,
    /// By title.
    Title,
    /// By their artist's name, then by title.
    Artist,
    /// By the year they came out, the oldest first.
    Oldest,
    /// By the year they came out, the newest first.
    Youngest,
    /// By chance.
    Random,
}

/// Which releases or tracks are wanted; what is empty narrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this artist.
    pub artist: Option<ArtistId>,
    /// Of any of these artists.
    pub artists: Option<Vec<ArtistId>>,
    /// Only these.
    pub releases: Option<Vec<ReleaseId>>,
    /// With this genre or tag.
    pub genre: String,
    /// From this year.
    pub from_year: Option<i32>,
    /// To this year.
    pub to_year: Option<i32>,
    /// How many to leave out.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

/// What an account sees: everything, or with `own` only what it has, keeps and follows.
///
/// # Errors
/// When the database fails.
pub async fn scope(connection: &mut Connection, account: AccountId, own: bool) -> QueryResult<Scope> {
    let besides = own::besides(connection, account).await?;
    let only = match own {
        true => Some(own::kept(connection, account, &besides).await?),
        false => None,
    };
    Ok(Scope { besides, only })
}

type InSight<'a> = IntoBoxed<'a, InnerJoin<releases::table, artists::table>, Pg>;

/// The query of what is in sight and wanted.
fn in_sight<'a>(scope: &Scope, wanted: &Wanted) -> InSight<'a> {
    let published = releases::published_at.is_not_null().and(releases::members_only.eq(false));
    let mut query = releases::table.inner_join(artists::table).into_boxed();
    query = query.filter(published.or(releases::id.eq_any(scope.besides.clone())));
    query = query.filter(artists::suspended_at.is_null());
    for ids in scope.only.iter().chain(&wanted.releases) {
        query = query.filter(releases::id.eq_any(ids.clone()));
    }
    if let Some(artist) = wanted.artist {
        query = query.filter(releases::artist_id.eq(artist));
    }
    if let Some(artists) = &wanted.artists {
        query = query.filter(releases::artist_id.eq_any(artists.clone()));
    }
    if !wanted.genre.is_empty() {
        let genre = wanted.genre.to_lowercase();
        let with = sql::<Bool>("(lower(releases.genre) = ")
            .bind::<Text, _>(genre.clone())
            .sql(" OR ")
            .bind::<Text, _>(genre)
            .sql(" IN (SELECT lower(tag) FROM unnest(releases.tags) AS tag))");
        query = query.filter(with);
    }
    if let Some(year) = wanted.from_year {
        query = query.filter(fixed::sql::<Integer>(YEAR).ge(year));
    }
    if let Some(year) = wanted.to_year {
        query = query.filter(fixed::sql::<Integer>(YEAR).le(year));
    }
    query
}

/// The year a release came out: as its artist says, else when it was published.
const YEAR: &str = "extract(year FROM coalesce(releases.release_date, releases.first_published_at::date, \
    releases.created_at::date))::integer";

/// Releases in an order, with whose they are.
///
/// # Errors
/// When the database fails.
pub async fn releases(
    connection: &mut Connection,
    scope: &Scope,
    wanted: &Wanted,
    order: Order,
) -> QueryResult<Vec<(Artist, Release)>> {
    let query = in_sight(scope, wanted)
        .offset(wanted.offset)
        .limit(wanted.limit)
        .select((Artist::as_select(), Release::as_select()));
    let ordered = match order {
        Order::Newest => query.order((releases::first_published_at.desc().nulls_last(), releases::id.desc())),
        Order::Title => query.order((fixed::sql::<Text>("lower(releases.title)"), releases::id)),
        Order::Artist => query.order((
            fixed::sql::<Text>("lower(artists.name)"),
            fixed::sql::<Text>("lower(releases.title)"),
            releases::id,
        )),
        Order::Oldest => query.order((fixed::sql::<Integer>(YEAR), releases::id)),
        Order::Youngest => query.order((fixed::sql::<Integer>(YEAR).desc(), releases::id)),
        Order::Random => query.order(fixed::sql::<Double>("random()")),
    };
    ordered.load(connection).await
}

/// Artists that have a release in sight, by name, with how many.
///
/// # Errors
/// When the database fails.
pub async fn artists(connection: &mut Connection, scope: &Scope) -> QueryResult<Vec<(Artist, i64)>> {
    let all: Vec<ArtistId> = in_sight(scope, &Wanted::default()).select(releases::artist_id).load(connection).await?;
    let mut counts: HashMap<ArtistId, i64> = HashMap::new();
    all.into_iter().for_each(|artist| *counts.entry(artist).or_default() += 1);
    let ids: Vec<ArtistId> = counts.keys().copied().collect();
    let found: Vec<Artist> = artists::table
        .filter(artists::id.eq_any(ids))
        .order((fixed::sql::<Text>("lower(artists.name)"), artists::id))
        .select(Artist::as_select())
        .load(connection)
        .await?;
    let counted = |artist: Artist| {
        let count = counts.get(&artist.id).copied().unwrap_or(0);
        (artist, count)
    };
    Ok(found.into_iter().map(counted).collect())
}

/// Tracks that play, of releases in sight: by release as they came last, each in its order; by chance with `random`.
///
/// # Errors
/// When the database fails.
pub async fn tracks(
    connection: &mut Connection,
    scope: &Scope,
    wanted: &Wanted,
    random: bool,
) -> QueryResult<Vec<(Artist, Release, Track)>> {
    // Ids first: by chance from a large catalogue, the rows themselves would be too much to sort.
    let of: Vec<ReleaseId> = in_sight(scope, wanted).select(releases::id).load(connection).await?;
    let query = tracks::table
        .inner_join(releases::table)
        .filter(tracks::encoding_id.is_not_null())
        .filter(tracks::release_id.eq_any(of))
        .offset(wanted.offset)
        .limit(wanted.limit)
        .select(tracks::id)
        .into_boxed();
    let ids: Vec<TrackId> = match random {
        true => query.order(fixed::sql::<Double>("random()")).load(connection).await?,
        false => {
            let newest = releases::first_published_at.desc().nulls_last();
            query.order((newest, releases::id.desc(), tracks::position)).load(connection).await?
        }
    };
    tracks_by_id(connection, scope, &ids).await
}

/// These tracks in this order, as far as they are in sight and play. One that is named twice comes twice.
///
/// # Errors
/// When the database fails.
pub async fn tracks_by_id(
    connection: &mut Connection,
    scope: &Scope,
    ids: &[TrackId],
) -> QueryResult<Vec<(Artist, Release, Track)>> {
    let found: Vec<Track> = tracks::table
        .filter(tracks::id.eq_any(ids))
        .filter(tracks::encoding_id.is_not_null())
        .select(Track::as_select())
        .load(connection)
        .await?;
    let of: Vec<ReleaseId> = found.iter().map(|track| track.release_id).collect();
    let limit = i64::try_from(of.len()).unwrap_or(i64::MAX);
    let wanted = Wanted { releases: Some(of), limit, ..Wanted::default() };
    let whole: HashMap<ReleaseId, (Artist, Release)> = releases(connection, scope, &wanted, Order::Newest)
        .await?
        .into_iter()
        .map(|(artist, release)| (release.id, (artist, release)))
        .collect();
    let tracks: HashMap<TrackId, Track> = found.into_iter().map(|track| (track.id, track)).collect();
    let one = |id: &TrackId| {
        let track = tracks.get(id)?.clone();
        let (artist, release) = whole.get(&track.release_id)?.clone();
        Some((artist, release, track))
    };
    Ok(ids.iter().filter_map(one).collect())
}
