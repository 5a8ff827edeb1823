//! The thread of a sound card: empties its ring, notices what is missing, and opens it again when it is gone.

use std::time::{Duration, Instant};

use rtrb::chunks::ReadChunk;
use tokio::sync::mpsc::Sender;

use super::account::Account;
use super::card::{Card, OpenError};

/// How long the thread rests when the ring is empty.
const REST: Duration = Duration::from_millis(10);
/// A card from which nothing came for so long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(2);
/// For how long a card that is gone is silence; then there is nothing, and the show does what it does without a source.
const SILENT_FOR: Duration = Duration::from_secs(30);
/// How long it takes until a card is looked for again, first and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// Frames handed on at once: little more than a period.
const AT_ONCE: usize = 4800;

/// What the thread has to say.
#[derive(Debug)]
pub(super) enum Heard {
    /// The card plays, so many frames a second; samples are stereo whatever its channels are.
    Opened {
        /// Its rate.
        rate: u32,
        /// Its channels.
        channels: u16,
    },
    /// Interleaved stereo samples at the card's rate.
    Samples(Vec<f32>),
    /// So many frames of the samples are silence for what was lost.
    Lost {
        /// How many.
        frames: u64,
    },
    /// What is wrong, and how to mend it; `None` when it is well again.
    Problem(Option<String>),
    /// It cannot be used at all.
    Refused(String),
}

/// Nobody wants to hear the card any more.
struct Closed;

/// Captures until nobody wants to hear it.
pub(super) fn listen(name: &str, to: &Sender<Heard>) {
    let listening = Listening { name, to };
    match Card::open(name) {
        Ok(card) => {
            let Err(Closed) = listening.go_on(card);
        }
        // Who asks for a card hears at once that there is none.
        Err(error) => {
            let _ = to.blocking_send(Heard::Refused(error.to_string()));
        }
    }
}

/// A value that never is.
enum Never {}

struct Listening<'a> {
    name: &'a str,
    to: &'a Sender<Heard>,
}

impl Listening<'_> {
    fn go_on(&self, mut card: Card) -> Result<Never, Closed> {
        loop {
            let rate = card.rate;
            self.say(Heard::Opened { rate, channels: card.channels })?;
            let last = self.empty(&mut card)?;
            drop(card);
            tracing::warn!(device = self.name, "a sound card is gone");
            card = self.look_for(rate, last)?;
            tracing::info!(device = self.name, "a sound card is back");
            self.say(Heard::Problem(None))?;
        }
    }

    /// Hands on what the card gives until it gives nothing more; tells when the last came.
    fn empty(&self, card: &mut Card) -> Result<Instant, Closed> {
        let channels = usize::from(card.channels.max(1));
        let mut account: Option<Account> = None;
        let mut last = Instant::now();
        let mut taken = 0_u64;
        let mut overruns = 0;
        loop {
            let (heard, overrun_at) = card.told.overruns();
            let mut ready = (card.samples.slots() / channels).min(AT_ONCE);
            let mut lost = 0;
            let now = Instant::now();
            if heard != overruns && ready > 0 {
                let before = usize::try_from(overrun_at.saturating_sub(taken)).unwrap_or(usize::MAX);
                if before == 0 {
                    overruns = heard;
                    // All that is there came after it.
                    let frames = u64::try_from(card.samples.slots() / channels).unwrap_or(0);
                    lost = account.as_mut().map_or(0, |account| account.after_overrun(frames, now));
                } else {
                    ready = ready.min(before);
                }
            }
            self.silence(card.rate, lost)?;
            if ready == 0 {
                if self.to.is_closed() {
                    return Err(Closed);
                }
                if card.told.is_gone() || last.elapsed() > DEAD_AFTER {
                    return Ok(last);
                }
                std::thread::sleep(REST);
                continue;
            }
            let Ok(chunk) = card.samples.read_chunk(ready * channels) else { continue };
            let samples = stereo(&chunk, channels);
            chunk.commit_all();
            self.say(Heard::Samples(samples))?;
            let frames = u64::try_from(ready).unwrap_or(0);
            taken += frames;
            last = now;
            let account = account.get_or_insert_with(|| Account::new(card.rate, now));
            let missing = account.take(frames, now);
            self.silence(card.rate, missing)?;
        }
    }

    /// Waits for the card with silence in its place, and opens it again.
    fn look_for(&self, rate: u32, last: Instant) -> Result<Card, Closed> {
        let problem =
            "The sound card is gone: look at its cable. It is taken up again by itself as soon as it is back.";
        self.say(Heard::Problem(Some(problem.to_owned())))?;
        let (mut rest, most) = BACK_OFF;
        let mut given = Duration::ZERO;
        let mut retry = Instant::now();
        let mut told: Option<OpenError> = None;
        loop {
            if self.to.is_closed() {
                return Err(Closed);
            }
            let due = last.elapsed().min(SILENT_FOR);
            self.silence(rate, frames(due.saturating_sub(given), rate))?;
            given = given.max(due);
            if Instant::now() >= retry {
                match Card::open(self.name) {
                    Ok(card) => {
                        let due = last.elapsed().min(SILENT_FOR);
                        self.silence(rate, frames(due.saturating_sub(given), rate))?;
                        return Ok(card);
                    }
                    Err(error) if told.as_ref() != Some(&error) => {
                        tracing::info!(device = self.name, %error, "a sound card is not back yet");
                        told = Some(error);
                    }
                    Err(_) => {}
                }
                retry = Instant::now() + rest;
                rest = (rest * 2).min(most);
            }
            std::thread::sleep(REST * 10);
        }
    }

    fn silence(&self, rate: u32, mut frames: u64) -> Result<(), Closed> {
        if frames == 0 {
            return Ok(());
        }
        tracing::debug!(device = self.name, frames, rate, "silence for what a sound card lost");
        self.say(Heard::Lost { frames })?;
        while frames > 0 {
            let now = usize::try_from(frames).unwrap_or(AT_ONCE).min(AT_ONCE);
            self.say(Heard::Samples(vec![0.0; now * 2]))?;
            frames -= u64::try_from(now).unwrap_or(frames);
        }
        Ok(())
    }

    fn say(&self, heard: Heard) -> Result<(), Closed> {
        self.to.blocking_send(heard).map_err(|_| Closed)
    }
}

fn frames(time: Duration, rate: u32) -> u64 {
    u64::try_from(time.as_micros() * u128::from(rate) / 1_000_000).unwrap_or(0)
}

/// Two channels: one is heard on both sides, of many the first two are heard.
fn stereo(chunk: &ReadChunk<'_, f32>, channels: usize) -> Vec<f32> {
    let (first, second) = chunk.as_slices();
    let mut all = first.iter().chain(second).copied();
    let mut samples = Vec::with_capacity(first.len() + second.len());
    while let Some(left) = all.next() {
        let right = if channels > 1 { all.next().unwrap_or(left) } else { left };
        samples.extend([left, right]);
        for _ in 2..channels {
            all.next();
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cards_are_stereo() {
        for (channels, wanted) in [(1, vec![1.0, 1.0, 2.0, 2.0]), (2, vec![1.0, 2.0]), (4, vec![1.0, 2.0])] {
            let (mut into, mut from) = rtrb::RingBuffer::new(8);
            for sample in [1.0, 2.0, 3.0, 4.0].iter().take(if channels == 1 { 2 } else { channels }) {
                into.push(*sample).unwrap();
            }
            let chunk = from.read_chunk(from.slots()).unwrap();
            assert_eq!(stereo(&chunk, channels), wanted, "{channels} channels");
        }
    }

    #[test]
    fn silence_is_as_long_as_the_time_it_stands_for() {
        assert_eq!(frames(Duration::from_millis(1500), 44_100), 66_150);
        assert_eq!(frames(Duration::ZERO, 48_000), 0);
    }
}
