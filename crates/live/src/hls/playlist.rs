//! The text of playlists.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat};

use super::{LONGEST_GAP, PART_FRAMES, RATE, SEGMENT_FRAMES, State, TARGET_SECONDS, count};
use crate::link::Rendition;

/// Seconds from the live edge before which segments may be left out: six target durations, the least allowed.
const SKIP_SECONDS: u32 = 6 * TARGET_SECONDS;
/// Whole segments whose parts are listed: three target durations.
const SEGMENTS_WITH_PARTS: u64 = 3;

/// What a playlist shall be like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// With parts, hints and blocking reloads.
    pub low_latency: bool,
    /// Old segments may be left out, the player has them in mind.
    pub skip: bool,
    /// Segments in storage that the playlist begins with, by their numbers. Those that are in the window too are passed over.
    pub old: &'a [Old],
    /// The other renditions: the address of the playlist, and the last part there.
    pub others: &'a [(String, Option<(u64, u32)>)],
    /// What is added to every address: empty, or a query with its question mark.
    pub query: &'a str,
}

/// A segment in storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Old {
    /// Its number.
    pub number: u64,
    /// The run whose init segment it needs.
    pub run: i32,
    /// How long it is, at 48,000 a second.
    pub frames: u32,
    /// When it began, in milliseconds since 1970.
    pub begins_at_ms: i64,
}

/// A line with a segment. A missing one has no run.
#[derive(Clone, Copy)]
struct Entry {
    old: Old,
    missing: bool,
}

/// The playlist of a show on air.
pub(super) fn running(state: &State, wish: &Wish<'_>) -> Option<String> {
    let entries = entries(state, wish.old);
    let first = entries.first().map(|entry| entry.old).or_else(|| {
        let open = state.segments.back()?;
        wish.low_latency.then_some(Old {
            number: open.number,
            run: open.run,
            frames: 0,
            begins_at_ms: open.begins_at_ms,
        })
    })?;
    let skipped = if wish.low_latency && wish.skip { skippable(&entries) } else { 0 };
    let mut text = Text { out: String::with_capacity(entries.len() * 100 + 4_096), query: wish.query, run: first.run };
    text.head(if wish.low_latency { 9 } else { 6 }, TARGET_SECONDS);
    if wish.low_latency {
        let (part, back) = (seconds(PART_FRAMES), seconds(3 * PART_FRAMES));
        text.line(format_args!(
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={back},CAN-SKIP-UNTIL={SKIP_SECONDS}.0"
        ));
        text.line(format_args!("#EXT-X-PART-INF:PART-TARGET={part}"));
    }
    text.line(format_args!("#EXT-X-MEDIA-SEQUENCE:{}", first.number));
    // Every run is behind one break, so the breaks that have gone by are as many as its number says.
    text.line(format_args!("#EXT-X-DISCONTINUITY-SEQUENCE:{}", first.run.max(0)));
    if skipped > 0 {
        text.line(format_args!("#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}"));
        text.run = entries.get(skipped).map_or(first.run, |entry| entry.old.run);
    }
    text.map();
    let with_parts = state.segments.back().map_or(0, |last| last.number).saturating_sub(SEGMENTS_WITH_PARTS);
    for entry in entries.iter().skip(skipped) {
        text.begin(&entry.old);
        if wish.low_latency && entry.old.number >= with_parts {
            text.parts(state, entry.old.number);
        }
        if entry.missing {
            text.line(format_args!("#EXT-X-GAP"));
        }
        text.segment(&entry.old);
    }
    if wish.low_latency {
        edge(&mut text, state, wish);
    }
    if state.ended {
        text.line(format_args!("#EXT-X-ENDLIST"));
    }
    Some(text.out)
}

/// The segment that is not whole yet, the part that comes next, and how far the other renditions are.
fn edge(text: &mut Text<'_>, state: &State, wish: &Wish<'_>) {
    if let Some(open) = state.segments.back().filter(|segment| segment.whole.is_none()) {
        text.begin(&Old { number: open.number, run: open.run, frames: open.frames, begins_at_ms: open.begins_at_ms });
        text.parts(state, open.number);
    }
    if let Some((number, part)) = state.next().filter(|_| !state.ended) {
        let query = wish.query;
        text.line(format_args!("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{number}.{part}.m4s{query}\""));
    }
    for (address, last) in wish.others {
        if let Some((msn, part)) = last {
            text.line(format_args!("#EXT-X-RENDITION-REPORT:URI=\"{address}\",LAST-MSN={msn},LAST-PART={part}"));
        }
    }
}

/// All whole segments, those in storage first; their numbers have no gaps.
fn entries(state: &State, old: &[Old]) -> Vec<Entry> {
    let first = state.segments.front().map_or(u64::MAX, |segment| segment.number);
    let stored = old.iter().filter(|old| old.number < first).map(|old| Entry { old: *old, missing: false });
    let kept = state.segments.iter().filter(|segment| segment.whole.is_some()).map(|segment| Entry {
        old: Old {
            number: segment.number,
            run: segment.run,
            frames: segment.frames,
            begins_at_ms: segment.begins_at_ms,
        },
        missing: segment.missing,
    });
    let mut entries: Vec<Entry> = Vec::with_capacity(old.len() + state.segments.len());
    for next in stored.chain(kept) {
        if let Some(last) = entries.last().map(|entry| entry.old) {
            match next.old.number.checked_sub(last.number + 1) {
                None => continue,
                Some(missing) if missing > LONGEST_GAP => entries.clear(),
                Some(missing) => {
                    let length = i64::from(SEGMENT_FRAMES) * 1_000 / i64::from(RATE);
                    let mut at = last.begins_at_ms + i64::from(last.frames) * 1_000 / i64::from(RATE);
                    for number in (last.number + 1)..=(last.number + missing) {
                        let old = Old { number, run: last.run, frames: SEGMENT_FRAMES, begins_at_ms: at };
                        entries.push(Entry { old, missing: true });
                        at += length;
                    }
                }
            }
        }
        entries.push(next);
    }
    // An open segment that does not go on from them would make all numbers wrong.
    let open = state.segments.back().filter(|segment| segment.whole.is_none());
    if open.is_some_and(|open| entries.last().is_some_and(|last| last.old.number + 1 != open.number)) {
        entries.clear();
    }
    entries
}

/// How many segments lie far enough from the live edge.
fn skippable(entries: &[Entry]) -> usize {
    let mut later = 0;
    for (index, entry) in entries.iter().enumerate().rev() {
        if later >= u64::from(SKIP_SECONDS * RATE) {
            return index + 1;
        }
        later += u64::from(entry.old.frames);
    }
    0
}

/// The playlist of a show that is over: its segments by their numbers. What is missing between them is left out.
#[must_use]
pub fn vod(rows: &[Old], query: &str) -> String {
    let longest = rows.iter().map(|row| row.frames.saturating_add(RATE / 2) / RATE).max().unwrap_or_default();
    let run = rows.first().map_or(0, |row| row.run);
    let mut text = Text { out: String::with_capacity(rows.len() * 100 + 512), query, run };
    text.head(6, longest.max(TARGET_SECONDS));
    text.line(format_args!("#EXT-X-PLAYLIST-TYPE:VOD"));
    text.line(format_args!("#EXT-X-MEDIA-SEQUENCE:0"));
    if !rows.is_empty() {
        text.map();
    }
    let mut expected = None;
    for row in rows {
        if expected.is_some_and(|expected| expected != row.number) && text.run == row.run {
            text.line(format_args!("#EXT-X-DISCONTINUITY"));
        }
        expected = Some(row.number + 1);
        text.begin(row);
        text.segment(row);
    }
    text.line(format_args!("#EXT-X-ENDLIST"));
    text.out
}

/// The playlist over renditions and the addresses of their playlists; players begin with the first.
#[must_use]
pub fn master(renditions: &[(Rendition, String)]) -> String {
    let mut out = String::from("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (rendition, address) in renditions {
        if let Some(average) = rendition.bitrate() {
            // The boxes around the sound are 8 kbit/s at most; a part is seldom a tenth above the average.
            let average = average + 8_000;
            let most = average + average / 10;
            out.push_str(&format!(
                "#EXT-X-STREAM-INF:BANDWIDTH={most},AVERAGE-BANDWIDTH={average},CODECS=\"mp4a.40.2\"\n{address}\n"
            ));
        }
    }
    out
}

/// A playlist as it comes about.
struct Text<'a> {
    out: String,
    query: &'a str,
    /// The run of the last segment.
    run: i32,
}

impl Text<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        _ = self.out.write_fmt(line);
        self.out.push('\n');
    }

    fn head(&mut self, version: u32, target: u32) {
        self.line(format_args!(
            "#EXTM3U\n#EXT-X-VERSION:{version}\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:{target}"
        ));
    }

    fn map(&mut self) {
        let (run, query) = (self.run, self.query);
        self.line(format_args!("#EXT-X-MAP:URI=\"{run}.init.mp4{query}\""));
    }

    /// What stands before a segment: breaks, the init segment of its run, and when it began.
    fn begin(&mut self, segment: &Old) {
        if segment.run != self.run {
            for _ in 0..segment.run.saturating_sub(self.run).max(1) {
                self.line(format_args!("#EXT-X-DISCONTINUITY"));
            }
            self.run = segment.run;
            self.map();
        }
        if let Some(at) = DateTime::from_timestamp_millis(segment.begins_at_ms) {
            self.line(format_args!("#EXT-X-PROGRAM-DATE-TIME:{}", at.to_rfc3339_opts(SecondsFormat::Millis, true)));
        }
    }

    fn parts(&mut self, state: &State, number: u64) {
        let query = self.query;
        let parts = state.segment(number).map(|segment| segment.parts.as_slice()).unwrap_or_default();
        for (part, index) in parts.iter().zip(0..count(parts)) {
            let length = seconds(part.frames);
            self.line(format_args!(
                "#EXT-X-PART:DURATION={length},URI=\"{number}.{index}.m4s{query}\",INDEPENDENT=YES"
            ));
        }
    }

    fn segment(&mut self, segment: &Old) {
        let (query, number, length) = (self.query, segment.number, seconds(segment.frames));
        self.line(format_args!("#EXTINF:{length},\n{number}.m4s{query}"));
    }
}

/// Frames in seconds.
fn seconds(frames: u32) -> String {
    let micros = u64::from(frames) * 1_000_000 / u64::from(RATE);
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
