//! Statistics: what an artist reads of plays. Sums alone: nobody who listens is in them.

mod audience;
mod days;
mod leaves;
mod shares;

use chrono::{Days, NaiveDate};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

pub use audience::{Followers, Sales, followers, sales};
pub use days::{Day, days};
pub use leaves::{Leaves, leaves};
pub use shares::{By, Share, TrackTotals, named, shares, tracks};

use crate::ids::{ArtistId, ReleaseId, TrackId};
use crate::schema::{releases, tracks as tracks_table};
use crate::{Connection, fixed};

/// Of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Everything of an artist.
    Artist(ArtistId),
    /// A release.
    Release(ReleaseId),
    /// A track.
    Track(TrackId),
}

impl Subject {
    pub(crate) fn id(self) -> uuid::Uuid {
        match self {
            Self::Artist(id) => id.0,
            Self::Release(id) => id.0,
            Self::Track(id) => id.0,
        }
    }

    /// Its tracks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks(self, connection: &mut Connection) -> QueryResult<Vec<TrackId>> {
        match self {
            Self::Track(track) => Ok(vec![track]),
            Self::Release(release) => {
                let of_release = tracks_table::table.filter(tracks_table::release_id.eq(release));
                of_release.select(tracks_table::id).load(connection).await
            }
            Self::Artist(artist) => {
                let of_artist = tracks_table::table.inner_join(releases::table).filter(releases::artist_id.eq(artist));
                of_artist.select(tracks_table::id).load(connection).await
            }
        }
    }
}

/// Days, the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Span {
    /// So many days up to one.
    #[must_use]
    pub fn up_to(last: NaiveDate, days: u64) -> Self {
        Self { from: last.checked_sub_days(Days::new(days.saturating_sub(1))).unwrap_or(last), to: last }
    }

    /// How many days it has.
    #[must_use]
    pub fn length(self) -> u64 {
        u64::try_from((self.to - self.from).num_days()).unwrap_or(0) + 1
    }

    /// As many days before it.
    #[must_use]
    pub fn before(self) -> Self {
        let last = self.from.pred_opt().unwrap_or(self.from);
        Self::up_to(last, self.length())
    }

    /// Every day.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }
}

/// The first day of which anything is known of these tracks.
///
/// # Errors
/// When the database fails.
pub async fn first_day(connection: &mut Connection, tracks: &[TrackId]) -> QueryResult<Option<NaiveDate>> {
    #[derive(diesel::QueryableByName)]
    struct First {
        #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Date>)]
        day: Option<NaiveDate>,
    }
    let first: First = fixed::query("SELECT min(day) AS day FROM play_days WHERE track_id = ANY($1)")
        .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(tracks)
        .get_result(connection)
        .await?;
    Ok(first.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_knows_what_came_before() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let week = Span::up_to(last, 7);
        assert_eq!((week.from.to_string(), week.length()), ("2026-11-15".to_owned(), 7));
        assert_eq!(
            (week.before().from.to_string(), week.before().to.to_string()),
            ("2026-11-08".into(), "2026-11-14".into())
        );
        assert_eq!(week.days().count(), 7);
    }
}
