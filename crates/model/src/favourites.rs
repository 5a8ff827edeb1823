//! Favourites: what somebody keeps. They alone see it; the artist hears nothing of it.

mod lists;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, PgExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{AccountId, ArtistId, FavouriteId, ReleaseId, TrackId};
use crate::schema::favourites;

pub use lists::{list_artists, list_releases, list_tracks};

/// What can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Favourite {
    /// An artist.
    Artist(ArtistId),
    /// A release.
    Release(ReleaseId),
    /// A track.
    Track(TrackId),
}

type Columns = (Option<ArtistId>, Option<ReleaseId>, Option<TrackId>);

impl Favourite {
    const fn columns(self) -> Columns {
        match self {
            Self::Artist(artist) => (Some(artist), None, None),
            Self::Release(release) => (None, Some(release), None),
            Self::Track(track) => (None, None, Some(track)),
        }
    }

    const fn of_columns(columns: Columns) -> Option<Self> {
        match columns {
            (Some(artist), None, None) => Some(Self::Artist(artist)),
            (None, Some(release), None) => Some(Self::Release(release)),
            (None, None, Some(track)) => Some(Self::Track(track)),
            _ => None,
        }
    }
}

/// Something that is kept.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// Where it stands in the list; later ones are greater.
    pub id: FavouriteId,
    /// Since when it is kept.
    pub created_at: DateTime<Utc>,
    /// What it is.
    pub what: T,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Part<T> {
    /// What is in it, newest first.
    pub kept: Vec<Kept<T>>,
    /// Where the next part begins; none at the end.
    pub before: Option<FavouriteId>,
}

/// Keeps something or lets go of it; saying either twice changes nothing. Whoever asks makes sure that the account may see it.
///
/// # Errors
/// When the database fails, e.g. because the thing is not here.
pub async fn set(connection: &mut Connection, account: AccountId, what: Favourite, on: bool) -> QueryResult<()> {
    let (artist, release, track) = what.columns();
    if on {
        diesel::insert_into(favourites::table)
            .values((
                favourites::id.eq(FavouriteId::new()),
                favourites::account_id.eq(account),
                favourites::artist_id.eq(artist),
                favourites::release_id.eq(release),
                favourites::track_id.eq(track),
            ))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?;
    } else {
        let this = favourites::table
            .filter(favourites::account_id.eq(account))
            .filter(favourites::artist_id.is_not_distinct_from(artist))
            .filter(favourites::release_id.is_not_distinct_from(release))
            .filter(favourites::track_id.is_not_distinct_from(track));
        diesel::delete(this).execute(connection).await?;
    }
    Ok(())
}

/// Whether an account keeps each of these, in their order.
///
/// # Errors
/// When the database fails.
pub async fn has(connection: &mut Connection, account: AccountId, what: &[Favourite]) -> QueryResult<Vec<bool>> {
    if what.is_empty() {
        return Ok(Vec::new());
    }
    let artists: Vec<ArtistId> = what.iter().filter_map(|one| one.columns().0).collect();
    let releases: Vec<ReleaseId> = what.iter().filter_map(|one| one.columns().1).collect();
    let tracks: Vec<TrackId> = what.iter().filter_map(|one| one.columns().2).collect();
    let any = favourites::artist_id
        .eq_any(artists)
        .or(favourites::release_id.eq_any(releases))
        .or(favourites::track_id.eq_any(tracks));
    let rows: Vec<Columns> = favourites::table
        .filter(favourites::account_id.eq(account))
        .filter(any)
        .select((favourites::artist_id, favourites::release_id, favourites::track_id))
        .load(connection)
        .await?;
    let kept: HashSet<Favourite> = rows.into_iter().filter_map(Favourite::of_columns).collect();
    Ok(what.iter().map(|one| kept.contains(one)).collect())
}
