//! A list of marks as files bring and take it: [`super::cue`] sheets and [`super::audacity`] labels.

/// Longest title or name kept, in characters.
const LONGEST: usize = 200;
/// The latest moment believed: ten days.
pub(super) const LATEST_MS: i64 = 10 * 24 * 3600 * 1000;
/// The most marks taken from a file.
pub(super) const MOST: usize = 1000;

/// Where something begins in a recording, as a file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Milliseconds from the beginning.
    pub at_ms: i64,
    /// What begins; never empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub artist: String,
}

impl Listed {
    /// One, its words without control characters and not too long.
    #[must_use]
    pub fn new(at_ms: i64, title: &str, artist: &str) -> Self {
        let title = plain(title);
        let title = if title.is_empty() { "Untitled".to_owned() } else { title };
        Self { at_ms: at_ms.clamp(0, LATEST_MS), title, artist: plain(artist) }
    }
}

/// Why a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// A line says a moment that is none.
    #[error("Line {line} has no moment that can be read: “{text}”. {wanted}")]
    Moment {
        /// From 1.
        line: usize,
        /// Its beginning.
        text: String,
        /// What a moment looks like.
        wanted: &'static str,
    },
    /// There is no mark in it.
    #[error("There is no mark in this file. {wanted}")]
    Empty {
        /// What a mark looks like.
        wanted: &'static str,
    },
    /// Too many.
    #[error("There are more than {MOST} marks in this file; leave some out.")]
    TooMany,
    /// The moments of a sheet begin anew with each file.
    #[error(
        "Line {line} begins a second FILE. Export a sheet of the one recording, so that its moments count through."
    )]
    SeveralFiles {
        /// From 1.
        line: usize,
    },
}

impl ListError {
    pub(super) fn moment(line: usize, text: &str, wanted: &'static str) -> Self {
        Self::Moment { line, text: text.chars().take(40).collect(), wanted }
    }
}

/// In the order of their moments, if there are some and not too many.
pub(super) fn sorted(mut marks: Vec<Listed>, wanted: &'static str) -> Result<Vec<Listed>, ListError> {
    if marks.is_empty() {
        return Err(ListError::Empty { wanted });
    }
    if marks.len() > MOST {
        return Err(ListError::TooMany);
    }
    marks.sort_by_key(|mark| mark.at_ms);
    Ok(marks)
}

/// The lines of a text with their numbers from 1, without a byte order mark and ends of any kind.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')))
}

fn plain(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}
