//! Of what, and of which days.

use chrono::{NaiveDate, Utc};
use model::Connection;
use model::ids::{ReleaseId, TrackId};
use model::releases::{self, Release};
use model::statistics::{self, Span, Subject};
use model::tracks::{self, Track};
use serde::Deserialize;

use crate::error::PageError;
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// Nothing is shown of more days than that.
const MOST_DAYS: u64 = 20 * 366;

/// The periods, as they stand in the address and on the page.
pub const PERIODS: [(&str, &str); 4] =
    [("week", "7 days"), ("month", "30 days"), ("year", "12 months"), ("all", "All")];

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct StatisticsQuery {
    #[serde(default)]
    period: String,
    #[serde(default)]
    release: String,
    #[serde(default)]
    track: String,
    /// Of a file: which table.
    #[serde(default)]
    pub table: String,
}

/// What is asked for, found.
pub struct Asked {
    /// Whose it is.
    pub desk: Desk,
    /// Of what.
    pub subject: Subject,
    /// Every release of the artist, last changed first.
    pub releases: Vec<Release>,
    /// The tracks of the release that is chosen, in order.
    pub tracks: Vec<Track>,
    /// The release that is chosen, or whose track is.
    pub release: Option<Release>,
    /// The track that is chosen.
    pub track: Option<Track>,
    /// Everything the numbers are of.
    pub ids: Vec<TrackId>,
    /// The word of the period.
    pub period: &'static str,
    /// Its days.
    pub span: Span,
}

impl Asked {
    /// Finds it.
    ///
    /// # Errors
    /// 404 for an artist, a release or a track of others.
    pub async fn of(
        db: &mut Connection,
        visit: &SignedIn,
        handle: &str,
        query: &StatisticsQuery,
    ) -> Result<Self, PageError> {
        let desk = Desk::of(db, visit, handle).await?;
        let releases = releases::listing::all_of_artist(db, desk.artist.id).await?;
        let chosen = match query.release.as_str() {
            "" => None,
            id => Some(release(id, &releases)?),
        };
        let track = match query.track.as_str() {
            "" => None,
            id => Some(track(db, id, &releases).await?),
        };
        // Whoever chooses another release in the form sends the track of the one before with it.
        let track = track.filter(|track| chosen.as_ref().is_none_or(|release| release.id == track.release_id));
        let of_track = track.as_ref().and_then(|track| releases.iter().find(|one| one.id == track.release_id));
        let release = of_track.cloned().or(chosen);
        let tracks = match &release {
            Some(release) => tracks::of_release(db, release.id).await?,
            None => Vec::new(),
        };
        let subject = match (&track, &release) {
            (Some(track), _) => Subject::Track(track.id),
            (None, Some(release)) => Subject::Release(release.id),
            (None, None) => Subject::Artist(desk.artist.id),
        };
        let ids = subject.tracks(db).await?;
        let (period, span) = span(db, &ids, &query.period).await?;
        Ok(Self { desk, subject, releases, tracks, release, track, ids, period, span })
    }

    /// Whether it is of this release or one of its tracks.
    #[must_use]
    pub fn is_of(&self, release: &Release) -> bool {
        self.release.as_ref().is_some_and(|chosen| chosen.id == release.id)
    }

    /// Whether it is of this track.
    #[must_use]
    pub fn is_track(&self, track: &Track) -> bool {
        self.track.as_ref().is_some_and(|chosen| chosen.id == track.id)
    }

    /// The address of the same with another period.
    #[must_use]
    pub fn with_period(&self, period: &str) -> String {
        format!("{}?{}", urls::plays::statistics(&self.desk.artist.handle), self.query(period, ""))
    }

    /// The address of one of its tables as a file.
    #[must_use]
    pub fn csv(&self, table: &str) -> String {
        format!("{}?{}", urls::plays::statistics_csv(&self.desk.artist.handle), self.query(self.period, table))
    }

    /// The address of one of the tracks, of the same days.
    #[must_use]
    pub fn of_track(&self, track: TrackId) -> String {
        let query = format!("period={}&track={track}", self.period);
        format!("{}?{query}", urls::plays::statistics(&self.desk.artist.handle))
    }

    fn query(&self, period: &str, table: &str) -> String {
        let mut query = format!("period={period}");
        match (&self.track, &self.release) {
            (Some(track), _) => query.push_str(&format!("&track={}", track.id)),
            (None, Some(release)) => query.push_str(&format!("&release={}", release.id)),
            (None, None) => {}
        }
        if !table.is_empty() {
            query.push_str(&format!("&table={table}"));
        }
        query
    }
}

fn release(id: &str, releases: &[Release]) -> Result<Release, PageError> {
    let id: ReleaseId = find::id(id)?;
    releases.iter().find(|release| release.id == id).cloned().ok_or_else(PageError::not_found)
}

async fn track(db: &mut Connection, id: &str, releases: &[Release]) -> Result<Track, PageError> {
    let track = tracks::find(db, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    if releases.iter().any(|release| release.id == track.release_id) { Ok(track) } else { Err(PageError::not_found()) }
}

async fn span(db: &mut Connection, ids: &[TrackId], asked: &str) -> Result<(&'static str, Span), PageError> {
    let today: NaiveDate = Utc::now().date_naive();
    Ok(match asked {
        "week" => ("week", Span::up_to(today, 7)),
        "year" => ("year", Span::up_to(today, 365)),
        "all" => {
            let first = statistics::first_day(db, ids).await?.unwrap_or(today);
            let all = Span { from: first.min(today), to: today };
            ("all", Span::up_to(today, all.length().clamp(7, MOST_DAYS)))
        }
        _ => ("month", Span::up_to(today, 30)),
    })
}
