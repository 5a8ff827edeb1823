//! How a show is doing, as the desk says it when its page is made. While the page is open a script keeps it up to date.

use std::time::Duration;

use live::link::{Answer, Ask, Status, read_line};
use model::ids::ShowId;
use model::shows::Show;

use crate::app::App;
use crate::releases::words;

/// How long the page waits for the worker.
const PATIENCE: Duration = Duration::from_secs(2);
/// The quietest that a level shows, in dBFS; the scale is as long.
const FLOOR: f32 = -60.0;
/// Above this it is too loud to be safe, in dBFS.
const HOT: f32 = -6.0;
/// From here on samples clip, in dBFS.
const CLIPS: f32 = -0.1;
/// Quieter than this is silence, in LUFS.
const SILENT_LUFS: f32 = -70.0;

/// How a show is doing, in words.
#[derive(Debug, Clone)]
pub struct Air {
    /// Whether something feeds it.
    pub fed: bool,
    /// Whether it is live, plays by itself, or waits.
    pub state: &'static str,
    /// What feeds it.
    pub source: &'static str,
    /// What that calls itself.
    pub client: String,
    /// Codec, rate, channels.
    pub format: String,
    /// How long it has been on air.
    pub time: String,
    /// How many listen.
    pub listeners: i64,
    /// Momentary loudness.
    pub loudness: String,
    /// Whether samples clip.
    pub clips: bool,
    /// How many.
    pub clipped: String,
    /// What plays.
    pub playing: String,
    /// When it ends for want of a source; empty while it does not.
    pub ends: String,
    /// Left and right.
    pub levels: Vec<Level>,
    /// What is wrong, as sentences.
    pub problems: Vec<String>,
}

/// How loud a channel is.
#[derive(Debug, Clone)]
pub struct Level {
    /// `Left` or `Right`.
    pub name: &'static str,
    /// Of 60.
    pub width: String,
    /// In words.
    pub words: String,
    /// Whether it is too loud to be safe.
    pub hot: bool,
    /// Whether it clips.
    pub clips: bool,
}

/// What the worker of a show says of it just now; nothing where none owns it.
pub async fn status(app: &App, show: &Show) -> Option<Status> {
    if !show.is_on_air() {
        return None;
    }
    tokio::time::timeout(PATIENCE, watched(app, show.id)).await.ok()?
}

async fn watched(app: &App, show: ShowId) -> Option<Status> {
    match app.edge.ask(show, Ask::Watch).await {
        Ok((Answer::Done, mut link)) => read_line::<Status>(&mut link).await.ok()?,
        _ => None,
    }
}

impl Air {
    /// A status in words; without one nothing feeds the show.
    #[must_use]
    pub fn of(status: Option<&Status>, listeners: i64) -> Self {
        let silent = Status { peak_dbfs: [-120.0; 2], momentary_lufs: -120.0, ..Status::default() };
        let status = status.unwrap_or(&silent);
        let playing =
            [&status.artist, &status.title].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
        let [left, right] = status.peak_dbfs;
        Self {
            fed: status.source.is_some(),
            state: match status.source.as_deref() {
                None => "Waiting for sound",
                Some("rotation") => "The rotation plays",
                Some(_) => "On air",
            },
            source: match status.source.as_deref() {
                None => "Nothing feeds the show",
                Some("icecast") => "A tool, over Icecast",
                Some("rtmp") => "A tool, over RTMP",
                Some("browser") => "A browser",
                Some("capture") => "A sound card of this instance",
                Some("rotation") => "The rotation",
                Some(_) => "Another source",
            },
            client: status.client.clone(),
            format: status.format.clone(),
            time: clock(status.seconds),
            listeners,
            loudness: if status.momentary_lufs > SILENT_LUFS {
                format!("{} LUFS", decimal(status.momentary_lufs))
            } else {
                "silent".to_owned()
            },
            clips: status.clipped > 0,
            clipped: match status.clipped {
                0 => "Nothing clips".to_owned(),
                count => format!("{count} samples clipped in the last ten seconds: turn it down"),
            },
            playing: if playing.is_empty() { "No title yet".to_owned() } else { playing.join(" – ") },
            ends: status
                .ends_in_seconds
                .map(|seconds| format!("Nothing feeds the show. It ends by itself in {}.", clock(seconds)))
                .unwrap_or_default(),
            levels: vec![Level::of("Left", left), Level::of("Right", right)],
            problems: status.problems.clone(),
        }
    }
}

impl Level {
    fn of(name: &'static str, dbfs: f32) -> Self {
        Self {
            name,
            width: format!("{:.2}", dbfs.clamp(FLOOR, 0.0) - FLOOR),
            words: if dbfs <= FLOOR { "silent".to_owned() } else { format!("{} dB", decimal(dbfs)) },
            hot: dbfs > HOT,
            clips: dbfs > CLIPS,
        }
    }
}

fn decimal(number: f32) -> String {
    format!("{number:.1}").replace('-', "−")
}

fn clock(seconds: u64) -> String {
    words::clock(i64::try_from(seconds).unwrap_or(i64::MAX / 1000) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_told_in_words() {
        let status = Status {
            source: Some("icecast".to_owned()),
            seconds: 3849,
            peak_dbfs: [-12.34, 0.0],
            momentary_lufs: -14.06,
            clipped: 3,
            title: "Ebb".to_owned(),
            ends_in_seconds: Some(65),
            ..Status::default()
        };
        let air = Air::of(Some(&status), 7);
        assert_eq!((air.state, air.time.as_str(), air.listeners), ("On air", "1:04:09", 7));
        assert_eq!((air.levels[0].words.as_str(), air.levels[0].width.as_str()), ("−12.3 dB", "47.66"));
        assert!(!air.levels[0].hot && air.levels[1].hot && air.levels[1].clips);
        assert_eq!((air.loudness.as_str(), air.playing.as_str()), ("−14.1 LUFS", "Ebb"));
        assert!(air.ends.ends_with("in 1:05."), "{}", air.ends);
        let none = Air::of(None, 0);
        assert!(!none.fed && none.levels[0].words == "silent" && none.loudness == "silent");
    }
}
