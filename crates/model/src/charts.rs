//! Charts: what most people heard. Everybody counts once a day for a track, so playing it again and again moves nothing, and what
//! only one person hears is not in them.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{BigInt, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::ids::{ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;

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

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = BigInt)]
    listeners: i64,
}

/// The tracks that most people heard, with how many: each counted once a day.
///
/// # Errors
/// When the database fails.
pub async fn top_tracks(
    connection: &mut Connection,
    period: Period,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release, Track, i64)>> {
    let places = places(connection, include_str!("charts/tracks.sql"), period, (limit, Utc::now())).await?;
    let ids: Vec<TrackId> = places.iter().map(|place| TrackId(place.id)).collect();
    let found: Vec<(Artist, Release, Track)> = artists::table
        .inner_join(releases::table.inner_join(tracks::table))
        .filter(tracks::id.eq_any(ids))
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .load(connection)
        .await?;
    Ok(in_order(places, found, |(_, _, track)| track.id.0)
        .map(|((artist, release, track), listeners)| (artist, release, track, listeners))
        .collect())
}

/// The releases that most people heard something of, with how many: each counted once a day.
///
/// # Errors
/// When the database fails.
pub async fn top_releases(
    connection: &mut Connection,
    period: Period,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release, i64)>> {
    let places = places(connection, include_str!("charts/releases.sql"), period, (limit, Utc::now())).await?;
    let ids: Vec<ReleaseId> = places.iter().map(|place| ReleaseId(place.id)).collect();
    let found: Vec<(Artist, Release)> = artists::table
        .inner_join(releases::table)
        .filter(releases::id.eq_any(ids))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await?;
    Ok(in_order(places, found, |(_, release)| release.id.0)
        .map(|((artist, release), listeners)| (artist, release, listeners))
        .collect())
}

async fn places(
    connection: &mut Connection,
    sql: &str,
    period: Period,
    (limit, now): (i64, DateTime<Utc>),
) -> QueryResult<Vec<Place>> {
    diesel::sql_query(sql)
        .bind::<Timestamptz, _>(now - period.length())
        .bind::<BigInt, _>(limit.clamp(0, 100))
        .load(connection)
        .await
}

/// What was found, in the order of the places.
fn in_order<T>(places: Vec<Place>, found: Vec<T>, id: impl Fn(&T) -> uuid::Uuid) -> impl Iterator<Item = (T, i64)> {
    let mut found: std::collections::HashMap<uuid::Uuid, T> = found.into_iter().map(|one| (id(&one), one)).collect();
    places.into_iter().filter_map(move |place| Some((found.remove(&place.id)?, place.listeners)))
}
