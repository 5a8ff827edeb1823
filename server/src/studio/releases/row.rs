//! One track in the studio's list: its facts, its rungs, and what to do about a refused file.

use model::encodings::{Encoding, Rendition};
use model::ids::UploadId;
use model::notices::Notice;
use model::tracks::{Track, TrackState};

use crate::releases::record::Entry;
use crate::releases::words::clock;

/// A row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The track's id.
    pub id: String,
    /// Where it stands.
    pub position: i32,
    /// Its title.
    pub title: String,
    /// "24 bit, 96 kHz, 5:12, −14.2 LUFS", or the file's name.
    pub facts: String,
    /// The whole track as MP3, signed, or as HLS until that is made; empty while it does not play.
    pub sound: String,
    /// The upload it came from; empty when that is long ago.
    pub from: String,
    /// The class of its state: `ok`, `go`, `bad` or `wait`.
    pub class: &'static str,
    /// Its state in words.
    pub state: String,
    /// 64, 128, 320, and FLAC of a lossless master.
    pub rungs: Vec<Rung>,
    /// What is wrong with its file.
    pub report: Option<Report>,
    /// What is worth knowing about it.
    pub remarks: Vec<Remark>,
    /// Its form.
    pub edit: String,
    /// Where a better file goes.
    pub replace: String,
    /// Where it is removed.
    pub delete: String,
}

/// One rung of the ladder.
#[derive(Debug, Clone)]
pub struct Rung {
    /// 64, 128, 320 or FLAC.
    pub label: &'static str,
    /// `wait`, `go`, `ok` or `bad`.
    pub state: &'static str,
    /// How far it has come.
    pub percent: u8,
}

/// Why a file cannot be used.
#[derive(Debug, Clone)]
pub struct Report {
    /// The sentence, with what to do.
    pub message: String,
    /// "0:10"; empty where the damage has no place, or the sentence names it.
    pub at: String,
    /// Whether an earlier file still plays.
    pub still_plays: bool,
}

/// What is worth knowing about a file and stops nothing.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Sentences.
    pub message: String,
    /// "0:10"; empty where it has no place, or the sentences name it.
    pub at: String,
}

impl From<&Notice> for Remark {
    fn from(notice: &Notice) -> Self {
        Self { message: notice.message.clone(), at: place(&notice.message, notice.at_ms) }
    }
}

/// What a row is made from.
pub struct Source<'a> {
    /// The track with its master and encoding.
    pub entry: &'a Entry,
    /// The rungs that are made.
    pub renditions: &'a [Rendition],
    /// The upload it came from.
    pub from: Option<UploadId>,
    /// The whole track as MP3, or as HLS until that is made.
    pub sound: String,
    /// What was noticed in it.
    pub notices: &'a [Notice],
}

impl Row {
    /// The row of a track.
    #[must_use]
    pub fn of(source: Source<'_>) -> Self {
        let track = &source.entry.track;
        let (class, state) = state(track);
        Self {
            id: track.id.to_string(),
            position: track.position,
            title: track.title.clone(),
            facts: facts(source.entry),
            sound: source.sound,
            from: source.from.map(|id| id.to_string()).unwrap_or_default(),
            class,
            state,
            rungs: rungs(source.entry, source.renditions),
            report: report(source.entry),
            remarks: source.notices.iter().map(Remark::from).collect(),
            edit: urls::studio::track(track.id.0),
            replace: urls::studio::track_master(track.id.0),
            delete: urls::studio::track_deletion(track.id.0),
        }
    }
}

fn state(track: &Track) -> (&'static str, String) {
    match track.state {
        TrackState::Queued => ("wait", "Waiting".to_owned()),
        TrackState::Processing => ("go", format!("Preparing, {} %", percent(track.progress))),
        TrackState::Ready => ("ok", "Ready".to_owned()),
        TrackState::Refused => ("bad", "Needs a better file".to_owned()),
    }
}

/// 0 to 1 as whole percents.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 100")]
fn percent(progress: f32) -> u8 {
    (progress.clamp(0.0, 1.0) * 100.0).round() as u8
}

fn rungs(entry: &Entry, renditions: &[Rendition]) -> Vec<Rung> {
    let track = &entry.track;
    let lossless = entry.master.as_ref().is_some_and(|master| master.lossless);
    [("64", "aac-64", true), ("128", "aac-128", true), ("320", "aac-320", false), ("FLAC", "flac", false)]
        .into_iter()
        // A lossy master has no lossless rung.
        .filter(|(_, name, _)| *name != "flac" || lossless)
        .map(|(label, name, first)| {
            let made = renditions.iter().any(|one| one.rung == name && Some(one.encoding_id) == track.encoding_id);
            let state = match track.state {
                TrackState::Queued => "wait",
                TrackState::Refused => {
                    if made {
                        "ok"
                    } else {
                        "bad"
                    }
                }
                TrackState::Ready => "ok",
                // Of a replacement nothing is made yet, whatever still plays from the file before.
                TrackState::Processing if made && is_current(entry) => "ok",
                TrackState::Processing if first || has_files(entry) => "go",
                TrackState::Processing => "wait",
            };
            Rung { label, state, percent: percent(track.progress) }
        })
        .collect()
}

/// Whether what plays was made from the track's present master.
fn is_current(entry: &Entry) -> bool {
    entry.encoding.as_ref().is_some_and(|encoding| Some(encoding.master_id) == entry.track.master_id)
}

/// Whether the m4a and the MP3 of the present master are made, behind which the last rungs come.
fn has_files(entry: &Entry) -> bool {
    is_current(entry) && entry.encoding.as_ref().is_some_and(Encoding::has_files)
}

fn facts(entry: &Entry) -> String {
    let Some(master) = &entry.master else { return entry.track.filename.clone() };
    let mut facts = Vec::new();
    match master.bits.filter(|_| master.lossless) {
        Some(bits) => facts.push(format!("{bits} bit")),
        None => facts.push(master.codec.to_uppercase()),
    }
    let (whole, rest) = (master.sample_rate / 1000, master.sample_rate % 1000 / 100);
    facts.push(if rest == 0 { format!("{whole} kHz") } else { format!("{whole}.{rest} kHz") });
    facts.push(clock(master.duration_ms));
    if let Some(lufs) = entry.encoding.as_ref().and_then(|encoding| encoding.loudness_lufs) {
        facts.push(format!("{lufs:.1} LUFS").replace('-', "−"));
    }
    if !master.lossless {
        facts.push("lossy: offered as it is".to_owned());
    }
    facts.join(", ")
}

fn report(entry: &Entry) -> Option<Report> {
    let track = &entry.track;
    if track.state != TrackState::Refused {
        return None;
    }
    let message =
        track.refusal_message.clone().unwrap_or_else(|| "This file cannot be used. Upload another one.".to_owned());
    let at = place(&message, track.refusal_at_ms);
    Some(Report { message, at, still_plays: track.encoding_id.is_some() })
}

/// Where in the track, unless the sentence says it: a time said twice, rounded twice, reads like two places.
fn place(message: &str, at_ms: Option<i64>) -> String {
    let digit = |part: Option<char>| part.is_some_and(|c| c.is_ascii_digit());
    let mut around = message.split(':').zip(message.split(':').skip(1));
    if around.any(|(before, after)| digit(before.chars().last()) && digit(after.chars().next())) {
        return String::new();
    }
    // What is at the very beginning is said so.
    at_ms.filter(|at| *at >= 500).map(clock).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_time_is_said_once() {
        assert_eq!(place("The file stops early, at 0:29 of 1:00. Export it again.", Some(29_900)), "");
        assert_eq!(place("The file is damaged: a frame is broken.", Some(10_000)), "0:10");
        assert_eq!(place("The file is damaged.", None), "");
        assert_eq!(place("The file begins with 4.0 seconds of silence.", Some(0)), "");
    }
}
