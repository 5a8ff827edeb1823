//! Charts: what most people heard. Everybody counts once a day for a track, so playing it again and again moves nothing, and what
//! only one person hears is not in them.

use chrono::{Duration, Utc};
use diesel::sql_types::{BigInt, Bool, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::artists::Artist;
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::search::found;
use crate::tracks::Track;
use crate::{Connection, fixed};

/// How many places a chart has at most.
const MOST: i64 = 100;

crate::sql_types::words! {
    /// Of which time.
    Period {
        /// The last 24 hours.
        Day = "day",
        /// The last seven days.
        Week = "week",
        /// The last thirty days.
        Month = "month",
    }
}

impl Period {
    /// How long it is.
    #[must_use]
    pub const fn length(self) -> Duration {
        match self {
            Self::Day => Duration::days(1),
            Self::Week => Duration::days(7),
            Self::Month => Duration::days(30),
        }
    }
}

/// What a chart is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charted {
    /// Tracks.
    Tracks,
    /// Releases, by all of their tracks.
    Releases,
}

/// A place in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Place {
    /// The track, or the release.
    #[diesel(sql_type = Uuid)]
    pub id: uuid::Uuid,
    /// How many people heard it, each counted once a day.
    #[diesel(sql_type = BigInt)]
    pub listeners: i64,
}

/// The places of a chart, the first first: a hundred at most.
///
/// # Errors
/// When the database fails.
pub async fn places(connection: &mut Connection, charted: Charted, period: Period) -> QueryResult<Vec<Place>> {
    fixed::query(include_str!("charts/places.sql"))
        .bind::<Timestamptz, _>(Utc::now() - period.length())
        .bind::<BigInt, _>(MOST)
        .bind::<Bool, _>(charted == Charted::Releases)
        .load(connection)
        .await
}

/// The tracks in these places, with how many people heard each; what not everybody may see any more is left out.
///
/// # Errors
/// When the database fails.
pub async fn of_tracks(
    connection: &mut Connection,
    places: &[Place],
) -> QueryResult<Vec<(Artist, Release, Track, i64)>> {
    let found: Vec<(Artist, Release, Track)> = artists::table
        .inner_join(releases::table.inner_join(tracks::table))
        .filter(tracks::id.eq_any(places.iter().map(|place| place.id)))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .load(connection)
        .await?;
    Ok(in_order(places, found, |(_, _, track)| track.id.0)
        .map(|((artist, release, track), listeners)| (artist, release, track, listeners))
        .collect())
}

/// The releases in these places, with how many people heard something of each; what not everybody may see any more is left out.
///
/// # Errors
/// When the database fails.
pub async fn of_releases(connection: &mut Connection, places: &[Place]) -> QueryResult<Vec<(Artist, Release, i64)>> {
    let ids: Vec<_> = places.iter().map(|place| place.id).collect();
    let found = found::releases(connection, &ids).await?;
    Ok(in_order(places, found, |(_, release)| release.id.0)
        .map(|((artist, release), listeners)| (artist, release, listeners))
        .collect())
}

/// What was found, in the order of the places.
fn in_order<T>(places: &[Place], found: Vec<T>, id: impl Fn(&T) -> uuid::Uuid) -> impl Iterator<Item = (T, i64)> {
    let mut found: std::collections::HashMap<uuid::Uuid, T> = found.into_iter().map(|one| (id(&one), one)).collect();
    places.iter().filter_map(move |place| Some((found.remove(&place.id)?, place.listeners)))
}
