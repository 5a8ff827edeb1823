//! Where a recording is cut: a track from each mark to the next.

use model::show_marks::ShowMark;

/// What is before the first mark belongs to it if it is no longer than this; else it is a track of its own.
const OPENING_MS: i64 = 10_000;
/// No track is shorter: of two marks closer to each other the later one counts.
const SHORTEST_MS: i64 = 1000;

/// How the names of files that are cut from a recording begin.
const NAME: &str = "Recording";

/// Whether a file is called like one that was cut: what the artist added to the draft is not.
pub(super) fn is_cut(filename: &str) -> bool {
    let span = filename.strip_prefix(NAME).and_then(|rest| rest.strip_prefix(' ')?.strip_suffix(".flac"));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    span.and_then(|span| span.split_once('-')).is_some_and(|(from, until)| number(from) && number(until))
}

/// A track of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it begins.
    pub(super) from_ms: i64,
    /// Where it ends; `None` for the end of the recording.
    pub(super) until_ms: Option<i64>,
    /// What it is.
    pub(super) title: String,
    /// Whose it is; empty where it is the artist's own.
    pub(super) artist: String,
}

impl Piece {
    /// What its file is called: by that a track is known when the recording is cut again, and one that did not move stays.
    pub(super) fn filename(&self, total_ms: i64) -> String {
        format!("{NAME} {}-{}.flac", self.from_ms, self.until_ms.unwrap_or(total_ms))
    }
}

/// The tracks of a recording of this length; all of it is in one of them. `title` is what is said where no mark is.
pub(super) fn of(marks: &[ShowMark], total_ms: i64, title: &str) -> Vec<Piece> {
    let mut begins: Vec<(i64, &str, &str)> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.at_ms <= total_ms - SHORTEST_MS) {
        if begins.last().is_some_and(|(at, _, _)| mark.at_ms - at < SHORTEST_MS) {
            begins.pop();
        }
        begins.push((mark.at_ms, &mark.title, &mark.artist_name));
    }
    match begins.first_mut() {
        Some((at, _, _)) if *at <= OPENING_MS => *at = 0,
        _ => begins.insert(0, (0, title, "")),
    }
    let ends = begins.iter().skip(1).map(|(at, _, _)| Some(*at)).chain([None]);
    let piece = |((from_ms, said, artist), until_ms): (&(i64, &str, &str), _)| Piece {
        from_ms: *from_ms,
        until_ms,
        title: if said.trim().is_empty() { title } else { said }.to_owned(),
        artist: (*artist).to_owned(),
    };
    begins.iter().zip(ends).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use model::ids::{ShowId, ShowMarkId};
    use model::show_marks::MarkOrigin;

    use super::*;

    fn marks(at: &[i64]) -> Vec<ShowMark> {
        let mark = |at_ms: &i64| ShowMark {
            id: ShowMarkId::new(),
            show_id: ShowId::new(),
            at_ms: *at_ms,
            title: format!("At {at_ms}"),
            artist_name: String::new(),
            origin: MarkOrigin::Artist,
            track_id: None,
        };
        at.iter().map(mark).collect()
    }

    fn cuts(at: &[i64], total_ms: i64) -> Vec<(i64, Option<i64>, String)> {
        of(&marks(at), total_ms, "A night")
            .into_iter()
            .map(|piece| (piece.from_ms, piece.until_ms, piece.title))
            .collect()
    }

    #[test]
    fn everything_is_in_one_track() {
        let said = |at: i64| format!("At {at}");
        let night = "A night".to_owned();
        assert_eq!(cuts(&[], 60_000), [(0, None, night.clone())]);
        assert_eq!(cuts(&[4000, 30_000], 60_000), [(0, Some(30_000), said(4000)), (30_000, None, said(30_000))]);
        assert_eq!(cuts(&[20_000], 60_000), [(0, Some(20_000), night.clone()), (20_000, None, said(20_000))]);
        // Two at once, and one behind the end.
        assert_eq!(cuts(&[0, 500, 59_500, 90_000], 60_000), [(0, None, said(500))]);
        assert_eq!(cuts(&[100], 200), [(0, None, night)]);
    }

    #[test]
    fn what_was_cut_is_known_by_its_name() {
        let pieces = of(&marks(&[0, 30_000]), 60_000, "A night");
        let names: Vec<String> = pieces.iter().map(|piece| piece.filename(60_000)).collect();
        assert_eq!(names, ["Recording 0-30000.flac", "Recording 30000-60000.flac"]);
        assert!(names.iter().all(|name| is_cut(name)));
        assert!(
            !["Recording.flac", "Recording 1.flac", "Recording -1.flac", "01 Ebb.flac"].iter().any(|name| is_cut(name))
        );
    }
}
