//! The clocks of a run. Its media time is the count of its samples; how that stands to the clock on the wall is said anew for
//! each segment, and how it stands to the time that passes tells whether the source keeps up.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use media::live::RATE;

/// How far the clock on the wall may be off before it is said anew, in milliseconds.
const OFF_MS: f64 = 100.0;
/// Over how long a source is watched.
const WATCHED: Duration = Duration::from_secs(10);
/// How far a source may run ahead: what it has sent at once beyond that waits in its connection.
pub const AHEAD: Duration = Duration::from_secs(2);
/// How much faster than ours its clock may go for good: 1,000 ppm. Worse is no clock.
const FASTEST: f64 = 1.001;

/// Says when the samples of a run were heard.
#[derive(Debug, Default)]
pub struct WallClock {
    /// When the first sample was heard, in milliseconds since 1970, as it is said now.
    base_ms: Option<f64>,
    /// The same by whichever chunk of this segment was under way for the shortest time.
    seen_ms: Option<f64>,
}

impl WallClock {
    /// Sees that the last of `frames` samples of the run has come at `now_ms`.
    pub fn see(&mut self, frames: u64, now_ms: i64) {
        let base = millis(now_ms) - seconds(frames) * 1000.0;
        self.seen_ms = Some(self.seen_ms.map_or(base, |seen| seen.min(base)));
        self.base_ms.get_or_insert(base);
    }

    /// When a segment that begins with frame `at` of the run was heard, in milliseconds since 1970. What was seen since the
    /// last call decides whether the clock is set anew.
    pub fn begin(&mut self, at: u64, now_ms: i64) -> i64 {
        let base = self.base_ms.unwrap_or_else(|| millis(now_ms) - seconds(at) * 1000.0);
        let base = self.seen_ms.take().filter(|seen| (seen - base).abs() > OFF_MS).unwrap_or(base);
        self.base_ms = Some(base);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 fit for longer than anybody listens"
        )]
        let begins = (base + seconds(at) * 1000.0).round() as i64;
        begins
    }
}

/// Holds a source's samples against the time that passes.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    frames: u64,
    /// When how many frames had come, of the last ten seconds.
    seen: VecDeque<(Instant, u64)>,
}

impl Pace {
    /// Begins to count at `now`.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { began: now, frames: 0, seen: VecDeque::from([(now, 0)]) }
    }

    /// Counts frames.
    pub fn take(&mut self, frames: u64, now: Instant) {
        self.frames += frames;
        self.seen.push_back((now, self.frames));
        // The first is as old as it may be or older, so that a source that has stopped is seen as well.
        while self.seen.get(1).is_some_and(|(at, _)| now.duration_since(*at) >= WATCHED) {
            self.seen.pop_front();
        }
    }

    /// How much less than real time came in over the last ten seconds, in milliseconds; never negative.
    #[must_use]
    pub fn behind_ms(&self, now: Instant) -> i64 {
        let since = now.checked_sub(WATCHED).filter(|since| *since > self.began).unwrap_or(self.began);
        let before = self.seen.iter().rev().find(|(at, _)| *at <= since).or(self.seen.front());
        let came = seconds(self.frames - before.map_or(0, |(_, frames)| *frames));
        #[expect(clippy::cast_possible_truncation, reason = "at most ten seconds and what a source is ahead")]
        let behind = ((now.duration_since(since).as_secs_f64() - came) * 1000.0) as i64;
        behind.max(0)
    }

    /// How long to wait before more is taken.
    #[must_use]
    pub fn rest(&self, now: Instant) -> Option<Duration> {
        let allowed = now.duration_since(self.began).as_secs_f64().mul_add(FASTEST, AHEAD.as_secs_f64());
        let over = seconds(self.frames) - allowed;
        (over > 0.0).then(|| Duration::from_secs_f64(over))
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact for thousands of years of samples")]
fn seconds(frames: u64) -> f64 {
    frames as f64 / f64::from(RATE)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact for thousands of years")]
fn millis(ms: i64) -> f64 {
    ms as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 48_000;

    #[test]
    fn the_wall_clock_is_set_anew_only_when_it_is_off() {
        let mut clock = WallClock::default();
        clock.see(SECOND, 1_001_000);
        assert_eq!(clock.begin(0, 1_001_000), 1_000_000);
        // Jitter of the network is no drift: the quickest chunk counts.
        clock.see(2 * SECOND, 1_002_400);
        clock.see(3 * SECOND, 1_003_050);
        assert_eq!(clock.begin(3 * SECOND, 1_003_050), 1_003_000);
        // The source's clock is 200 ms late by now.
        clock.see(4 * SECOND, 1_004_200);
        assert_eq!(clock.begin(4 * SECOND, 1_004_200), 1_004_200);
    }

    #[test]
    fn a_slow_source_is_behind_and_a_quick_one_waits() {
        let began = Instant::now();
        let mut pace = Pace::new(began);
        let mut now = began;
        for _ in 0..30 {
            now += Duration::from_secs(1);
            pace.take(SECOND, now);
        }
        assert!(pace.behind_ms(now) < 5, "{}", pace.behind_ms(now));
        assert_eq!(pace.rest(now), None);
        for _ in 0..10 {
            now += Duration::from_secs(1);
            pace.take(SECOND / 10 * 9, now);
        }
        assert!((990..1_010).contains(&pace.behind_ms(now)), "{}", pace.behind_ms(now));
        pace.take(10 * SECOND, now);
        assert!(pace.rest(now).is_some_and(|rest| rest > Duration::from_secs(6)));
    }

    #[test]
    fn a_clock_that_is_a_little_quick_never_waits() {
        let began = Instant::now();
        let mut pace = Pace::new(began);
        for second in 1..=3 * 3600 {
            let now = began + Duration::from_secs(second);
            pace.take(SECOND + 14, now);
            assert_eq!(pace.rest(now), None, "after {second} s");
        }
    }
}
