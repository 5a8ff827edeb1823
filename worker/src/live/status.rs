//! What a show says of itself while it happens: its rings for listeners, and its state for the artist.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use live::link::{Frame, Rendition, SourceFacts, Status};
use media::live::{LiveFacts, RATE};

use super::clock::Pace;
use super::levels::Levels;
use super::ring::Ring;

/// Clipped samples in ten seconds that are worth a word.
const CLIPPED: u32 = 10;
/// How much may be missing of ten seconds before it is told, in milliseconds.
const BEHIND_MS: i64 = 500;
/// How long it is told that an encoder was lost.
const ENCODER_TOLD: Duration = Duration::from_secs(30);

/// What can be wrong for longer than a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The source says it, or it was refused.
    Source,
    /// The disk is nearly full.
    Disk,
    /// Segments cannot be kept.
    Storage,
    /// The database does not answer.
    Database,
}

/// A show as its tasks share it.
#[derive(Debug, Default)]
pub struct Shared {
    rings: [Arc<Ring>; 4],
    gauges: Mutex<Gauges>,
    /// Frames of recorded time.
    position: AtomicU64,
}

/// What is shown to the artist.
#[derive(Debug, Default)]
pub struct Gauges {
    /// What feeds the show.
    pub source: Option<SourceFacts>,
    /// What its bytes are.
    pub facts: Option<LiveFacts>,
    /// When the show began.
    pub started_at: Option<DateTime<Utc>>,
    /// How loud it is.
    pub levels: Levels,
    /// Whether it keeps up.
    pub pace: Option<Pace>,
    /// Frames of silence for what was lost.
    pub lost: u64,
    /// What plays, and whose it is.
    pub playing: (String, String),
    /// Whether it is recorded at the moment.
    pub records: bool,
    /// When it ends for want of a source.
    pub ends_at: Option<Instant>,
    troubles: BTreeMap<Trouble, String>,
    encoder: Option<(Instant, String)>,
}

impl Shared {
    /// The ring of a rendition.
    #[must_use]
    pub fn ring(&self, rendition: Rendition) -> &Arc<Ring> {
        let [aac_64, aac_128, aac_320, mount] = &self.rings;
        match rendition {
            Rendition::Aac64 => aac_64,
            Rendition::Aac128 => aac_128,
            Rendition::Aac320 => aac_320,
            Rendition::Mount => mount,
        }
    }

    /// Puts a frame into all rings.
    pub fn to_all(&self, frame: &Frame) {
        for ring in &self.rings {
            ring.push(frame.clone());
        }
    }

    /// What is shown to the artist, to look at or to change.
    pub fn gauges(&self) -> MutexGuard<'_, Gauges> {
        self.gauges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that something is wrong, as a sentence with the way out, or that it is well again.
    pub fn trouble(&self, what: Trouble, sentence: Option<String>) {
        let troubles = &mut self.gauges().troubles;
        match sentence {
            Some(sentence) => {
                if troubles.get(&what) != Some(&sentence) {
                    tracing::warn!(?what, sentence, "a show has trouble");
                }
                troubles.insert(what, sentence);
            }
            None => {
                troubles.remove(&what);
            }
        }
    }

    /// Says that an encoder was lost and comes back.
    pub fn encoder_lost(&self, sentence: String) {
        tracing::warn!(sentence, "an encoder was lost");
        self.gauges().encoder = Some((Instant::now(), sentence));
    }

    /// Counts frames of recorded time; `back` are taken away first.
    pub fn advance(&self, frames: u64, back: u64) {
        // One task writes, so nothing comes between.
        let before = self.position.load(Ordering::Relaxed);
        self.position.store(before.saturating_sub(back) + frames, Ordering::Relaxed);
    }

    /// Where the show is in recorded time, in milliseconds.
    #[must_use]
    pub fn position_ms(&self) -> i64 {
        let ms = self.position.load(Ordering::Relaxed) / u64::from(RATE / 1000);
        i64::try_from(ms).unwrap_or(i64::MAX)
    }

    /// How it stands now.
    #[must_use]
    pub fn status(&self, now: Instant, wall: DateTime<Utc>) -> Status {
        let gauges = self.gauges();
        let level = gauges.levels.level();
        let behind_ms = gauges.pace.as_ref().map_or(0, |pace| pace.behind_ms(now));
        let is_fed = gauges.source.is_some();
        let mut problems: Vec<String> = gauges.troubles.values().cloned().collect();
        problems.extend(
            gauges.encoder.iter().filter(|(at, _)| now.duration_since(*at) < ENCODER_TOLD).map(|(_, s)| s.clone()),
        );
        if is_fed && behind_ms > BEHIND_MS {
            problems.push(too_slow(behind_ms));
        }
        if is_fed && level.clipped > CLIPPED {
            problems.push("The sound clips: turn the level down until the meter stays below 0 dB.".to_owned());
        }
        let since = gauges.started_at.map_or(0, |started| (wall - started).num_seconds());
        Status {
            source: gauges.source.as_ref().map(|source| source.kind.clone()),
            client: gauges.source.as_ref().map(|source| source.client.clone()).unwrap_or_default(),
            format: gauges.facts.as_ref().map(in_words).unwrap_or_default(),
            seconds: u64::try_from(since).unwrap_or(0),
            peak_dbfs: if is_fed { level.peak_dbfs } else { [-120.0; 2] },
            momentary_lufs: if is_fed { level.momentary_lufs } else { -120.0 },
            clipped: level.clipped,
            behind_ms,
            lost_ms: gauges.lost / u64::from(RATE / 1000),
            problems,
            title: gauges.playing.0.clone(),
            artist: gauges.playing.1.clone(),
            records: gauges.records,
            ends_in_seconds: gauges.ends_at.map(|ends| ends.saturating_duration_since(now).as_secs()),
        }
    }
}

fn too_slow(behind_ms: i64) -> String {
    format!(
        "Your encoder is too slow: {}.{} of the last 10 seconds did not come. Choose a lower bitrate, close what else runs on \
         that computer, or use a cable instead of Wi-Fi.",
        behind_ms / 1000,
        behind_ms % 1000 / 100
    )
}

/// `MP3, 44.1 kHz, stereo`.
fn in_words(facts: &LiveFacts) -> String {
    let channels = match facts.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    };
    let (kilo, rest) = (facts.sample_rate / 1000, facts.sample_rate % 1000);
    let rest = if rest == 0 { String::new() } else { format!(".{rest:03}").trim_end_matches('0').to_owned() };
    format!("{}, {kilo}{rest} kHz, {channels}", facts.codec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artist_is_told_what_is_wrong_and_what_to_do() {
        let shared = Shared::default();
        let now = Instant::now();
        assert_eq!(shared.status(now, Utc::now()).problems, Vec::<String>::new());
        let kind = "icecast".to_owned();
        let content_type = "audio/mpeg".to_owned();
        let (client, line) = (String::new(), String::new());
        shared.gauges().source = Some(SourceFacts { kind, client, content_type, takes_over: false, line });
        shared.gauges().levels.take(&[1.0; 9_600]);
        let mut pace = Pace::new(now);
        let later = now + Duration::from_secs(10);
        pace.take(9 * 48_000, later);
        shared.gauges().pace = Some(pace);
        shared.trouble(Trouble::Disk, Some("The disk is nearly full.".to_owned()));
        let status = shared.status(later, Utc::now());
        assert_eq!(status.problems.len(), 3, "{status:?}");
        assert!(status.problems[1].starts_with("Your encoder is too slow: 1.0 of"), "{status:?}");
        assert_eq!(status.behind_ms, 1000);
        shared.trouble(Trouble::Disk, None);
        assert_eq!(shared.status(later, Utc::now()).problems.len(), 2);
    }

    #[test]
    fn a_format_is_said_as_people_do() {
        let facts = |sample_rate, channels| LiveFacts { codec: "MP3".to_owned(), sample_rate, channels };
        assert_eq!(in_words(&facts(44_100, 2)), "MP3, 44.1 kHz, stereo");
        assert_eq!(in_words(&facts(48_000, 1)), "MP3, 48 kHz, mono");
        assert_eq!(in_words(&facts(22_050, 6)), "MP3, 22.05 kHz, 6 channels");
    }
}
