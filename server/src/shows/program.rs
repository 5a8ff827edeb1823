//! What plays in a show and what has played, and how many listen.

use askama::Template;
use model::Connection;
use model::show_marks::{self, ShowMark};
use model::show_sessions;
use model::shows::Show;

use super::stage::Stage;
use crate::error::PageError;

/// The part of a show's page that changes while it runs: `shows/now.html`.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Whether the show runs.
    pub is_running: bool,
    /// What plays now; may be empty.
    pub playing: String,
    /// Whose that is; may be empty.
    pub playing_by: String,
    /// How many listen.
    pub listeners: i64,
    /// What has played: of a show that runs the last first, else in order.
    pub lines: Vec<Line>,
    /// Whether a line leads to its moment.
    pub plays: bool,
}

/// A line of the track list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it begins, in milliseconds of the show.
    pub at_ms: i64,
    /// The same for people: "1:02:03".
    pub clock: String,
    /// What it is.
    pub title: String,
    /// Whose it is; may be empty.
    pub by: String,
}

/// The same by itself, for a page that asks how the show is doing.
#[derive(Template)]
#[template(path = "shows/now.html")]
struct Now<'a> {
    program: &'a Program,
}

impl Program {
    /// Of a show as it stands; `plays` says whether this visitor can listen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &mut Connection, show: &Show, stage: Stage) -> diesel::QueryResult<Self> {
        let mut lines: Vec<Line> = show_marks::of_show(db, show.id).await?.into_iter().map(Line::of).collect();
        let is_running = stage.is_running();
        if is_running {
            lines.reverse();
        }
        // While the source is away nothing plays, whatever it said last.
        let says = stage == Stage::OnAir;
        Ok(Self {
            is_running,
            playing: if says { show.playing_title.clone() } else { String::new() },
            playing_by: if says { show.playing_artist.clone() } else { String::new() },
            listeners: if is_running { show_sessions::running(db, show.id).await? } else { 0 },
            lines,
            plays: false,
        })
    }

    /// "12 people listen now".
    #[must_use]
    pub fn listening(&self) -> String {
        match self.listeners {
            ..=0 => "Nobody listens at the moment.".to_owned(),
            1 => "1 person listens now".to_owned(),
            many => format!("{many} people listen now"),
        }
    }

    /// As HTML.
    ///
    /// # Errors
    /// When the template fails, which is ours to mend: 500.
    pub fn html(&self) -> Result<String, PageError> {
        Now { program: self }.render().map_err(PageError::internal)
    }
}

impl Line {
    fn of(mark: ShowMark) -> Self {
        Self { at_ms: mark.at_ms, clock: clock(mark.at_ms), title: mark.title, by: mark.artist_name }
    }
}

/// "4:14", or "1:02:03" from an hour on.
fn clock(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_on_a_clock() {
        assert_eq!([0, 61_999, 3_723_000].map(clock), ["0:00", "1:01", "1:02:03"]);
    }

    #[test]
    fn what_a_source_says_is_no_markup() {
        let program = Program { is_running: true, playing: "<b>Ebb</b>".to_owned(), ..Program::default() };
        let html = program.html().unwrap();
        assert!(html.contains("&#60;b&#62;Ebb") && html.contains("Nobody listens at the moment"), "{html}");
    }
}
