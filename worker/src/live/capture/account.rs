//! How many frames a sound card should have given by now, and how many it gave: the difference is what it lost.
//!
//! Samples come in lumps and late, and a card's clock differs from ours by up to some hundred millionths. Neither is a loss:
//! what counts is by how much the card is behind when it is least behind, and that this grows at once and not little by little.

use std::time::{Duration, Instant};

/// Over how long a card is watched for the moment in which it is least behind.
const WATCHED: Duration = Duration::from_secs(1);
/// What is missing after an overrun, in seconds, is believed from here on.
const TOLD: f64 = 0.01;
/// What is missing without a word, in seconds, is believed from here on: more than any clock is off in the time watched.
const UNTOLD: f64 = 0.04;

/// The account of a card since it was opened.
#[derive(Debug)]
pub(super) struct Account {
    rate: f64,
    /// When the first samples came.
    began: Instant,
    /// What was given since, silence included.
    frames: u64,
    /// By how many frames the card is behind without having lost any; follows the clocks' drift.
    usual: Option<f64>,
    /// The least since `since`; none when nothing came.
    least: Option<f64>,
    since: Instant,
    /// When samples came last.
    last: Instant,
}

impl Account {
    /// Of a card with this rate, whose first samples come now.
    pub(super) fn new(rate: u32, now: Instant) -> Self {
        Self { rate: f64::from(rate), began: now, frames: 0, usual: None, least: None, since: now, last: now }
    }

    /// Counts frames that came; gives how many are missing, which count as given from now on.
    pub(super) fn take(&mut self, frames: u64, now: Instant) -> u64 {
        self.frames += frames;
        if now.duration_since(self.last) > WATCHED / 2 {
            // The card stood still: whether anything is lost shows when it has handed over what it kept.
            (self.since, self.least) = (now, None);
        }
        self.last = now;
        let behind = self.behind(now);
        self.least = Some(self.least.map_or(behind, |least| least.min(behind)));
        if now.duration_since(self.since) < WATCHED {
            return 0;
        }
        self.since = now;
        let Some(least) = self.least.take() else { return 0 };
        match self.usual {
            Some(usual) if least - usual > UNTOLD * self.rate => self.put_in(least - usual),
            _ => {
                self.usual = Some(least);
                0
            }
        }
    }

    /// After an overrun, before the first `frames` that came behind it are counted: how many are missing.
    pub(super) fn after_overrun(&mut self, frames: u64, now: Instant) -> u64 {
        let usual = self.usual.or(self.least).unwrap_or(0.0);
        let missing = self.behind(now) - whole(frames) - usual;
        if missing > TOLD * self.rate { self.put_in(missing) } else { 0 }
    }

    fn behind(&self, now: Instant) -> f64 {
        now.duration_since(self.began).as_secs_f64() * self.rate - whole(self.frames)
    }

    fn put_in(&mut self, missing: f64) -> u64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and seconds at most")]
        let frames = missing.round() as u64;
        self.frames += frames;
        frames
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact for thousands of years of samples")]
fn whole(frames: u64) -> f64 {
    frames as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: u64 = 4096;

    /// Plays periods of a card for some seconds; `late` says by how much each comes late, in milliseconds.
    fn play(
        account: &mut Account,
        began: Instant,
        (from, until): (u64, u64),
        ppm: f64,
        late: impl Fn(u64) -> u64,
    ) -> u64 {
        let mut missing = 0;
        for period in from..until {
            let at = (period + 1) as f64 * PERIOD as f64 / 48_000.0 / (1.0 + ppm * 1e-6);
            let at = began + Duration::from_secs_f64(at) + Duration::from_millis(late(period));
            missing += account.take(PERIOD, at);
        }
        missing
    }

    /// 11.71875 periods are a second.
    const fn periods(seconds: u64) -> u64 {
        seconds * 48_000 / PERIOD
    }

    #[test]
    fn drift_over_hours_and_jitter_are_no_loss() {
        for ppm in [-300.0, 300.0] {
            let began = Instant::now();
            let mut account = Account::new(48_000, began);
            let missing = play(&mut account, began, (0, periods(3 * 3600)), ppm, |period| period * 37 % 60);
            assert_eq!(missing, 0, "{ppm} ppm");
        }
    }

    #[test]
    fn a_stall_that_is_made_good_is_no_loss() {
        let began = Instant::now();
        let mut account = Account::new(48_000, began);
        let late = |period: u64| if (60..68).contains(&period) { (68 - period) * 85 } else { 0 };
        assert_eq!(play(&mut account, began, (0, periods(20)), 0.0, late), 0);
    }

    #[test]
    fn what_is_lost_is_counted_with_a_word_and_without() {
        let began = Instant::now();
        let mut account = Account::new(48_000, began);
        assert_eq!(play(&mut account, began, (0, 50), 0.0, |_| 3), 0);
        // Six periods never come, and nobody says so.
        let missing = play(&mut account, began, (56, 100), 0.0, |_| 3);
        assert!((6 * PERIOD - 10..6 * PERIOD + 10).contains(&missing), "{missing}");
        // Three more, and the card says so.
        let at = began + Duration::from_secs_f64(104.0 * PERIOD as f64 / 48_000.0) + Duration::from_millis(3);
        let missing = account.after_overrun(PERIOD, at);
        assert!((3 * PERIOD - 10..3 * PERIOD + 10).contains(&missing), "{missing}");
        assert_eq!(play(&mut account, began, (103, 200), 0.0, |_| 3), 0);
    }
}
