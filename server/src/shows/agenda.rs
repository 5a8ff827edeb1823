//! Who is live now and what comes: lines for pages that are about something else.

use chrono::{DateTime, Utc};
use model::Connection;
use model::artists::Artist;
use model::shows::{self, Show, State};

/// How many planned shows such a page names.
const SOON: i64 = 3;

/// What `shows/agenda.html` shows.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    /// On air now.
    pub on_air: Vec<Line>,
    /// Planned.
    pub soon: Vec<Line>,
}

/// A show in a line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Whose it is; empty on a page that is the artist's.
    pub by: String,
    /// When it is planned to begin.
    pub at: Option<DateTime<Utc>>,
}

impl Agenda {
    /// Of everybody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_instance(db: &mut Connection, now: DateTime<Utc>) -> diesel::QueryResult<Self> {
        let on_air = shows::on_air(db).await?;
        let soon = shows::soon(db, now, SOON).await?;
        let lines = |pairs: &[(Show, Artist)]| pairs.iter().map(|(show, by)| Line::of(show, Some(by))).collect();
        Ok(Self { on_air: lines(&on_air), soon: lines(&soon) })
    }

    /// Of one artist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_artist(db: &mut Connection, artist: &Artist, now: DateTime<Utc>) -> diesel::QueryResult<Self> {
        let all = shows::of_artist(db, artist.id).await?;
        let on_air = all.iter().filter(|show| show.is_on_air()).map(|show| Line::of(show, None)).collect();
        Ok(Self { on_air, soon: planned(&all, now) })
    }
}

/// The planned ones of an artist's shows, the soonest first, those without a date last.
#[must_use]
pub fn planned(all: &[Show], now: DateTime<Utc>) -> Vec<Line> {
    let is_past = |show: &Show| show.starts_at.is_some_and(|at| at + chrono::Duration::hours(2) < now);
    let mut planned: Vec<&Show> = all.iter().filter(|show| show.state() == State::Planned && !is_past(show)).collect();
    planned.sort_by_key(|show| (show.starts_at.is_none(), show.starts_at));
    planned.into_iter().map(|show| Line::of(show, None)).collect()
}

impl Line {
    /// Of a show.
    #[must_use]
    pub fn of(show: &Show, by: Option<&Artist>) -> Self {
        Self {
            href: urls::live::show(&show.slug),
            title: show.title.clone(),
            by: by.map(|artist| artist.name.clone()).unwrap_or_default(),
            at: show.starts_at,
        }
    }
}
