//! What is told to artists about files that are accepted all the same.

mod clipping;
mod spectrum;
mod traces;
mod true_peak;

use media::Notice;

use self::clipping::Clipping;
use self::spectrum::Spectrum;
use self::traces::Traces;
use self::true_peak::TruePeak;
use crate::refuse::{clock, ms};
use crate::source::Facts;

/// Below this nothing is heard: -70 dBFS.
const SILENCE: f32 = 0.000_316;
/// Seconds of silence that may stand at either end.
const PAUSE: u64 = 2;
/// By how much channels may differ that are the same but for rounding.
const SAME: f32 = 1.5 / 32_768.0;
/// dBTP beyond which encoders and converters begin to distort.
const TRUE_PEAK: f64 = -1.0;
/// Frames that are looked at together: most can be passed over by their peak alone.
const STEP: usize = 64;

/// Looks at a track while it is decoded.
pub struct Verdicts {
    facts: Facts,
    frames: u64,
    peak: f32,
    /// The first frame that is not silent, and the last.
    heard: Option<(u64, u64)>,
    same: bool,
    channels: Vec<Channel>,
    spectrum: Option<Spectrum>,
    traces: Option<Traces>,
}

/// One channel of a block.
struct Channel {
    samples: Vec<f32>,
    clipping: Clipping,
    true_peak: TruePeak,
}

impl Verdicts {
    /// For a file with these facts.
    pub fn new(facts: &Facts) -> Self {
        let channel = || Channel {
            samples: Vec::new(),
            clipping: Clipping::new(facts.bits, facts.float),
            true_peak: TruePeak::new(facts.sample_rate),
        };
        Self {
            facts: facts.clone(),
            frames: 0,
            peak: 0.0,
            heard: None,
            same: facts.channels == 2,
            channels: (0..facts.channels).map(|_| channel()).collect(),
            // Only a lossless file makes a promise about its origin.
            spectrum: if facts.lossless { Spectrum::new(facts.sample_rate) } else { None },
            traces: facts.lossless.then(|| Traces::new(facts.sample_rate)),
        }
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) {
        let count = self.channels.len();
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.samples.clear();
            channel.samples.extend(samples.iter().skip(index).step_by(count));
            channel.true_peak.push(&channel.samples, self.frames);
        }
        if let [left, right] = &*self.channels
            && self.same
        {
            self.same = left.samples.iter().zip(&right.samples).all(|(left, right)| (left - right).abs() <= SAME);
        }
        let frames = self.channels.first().map_or(0, |channel| channel.samples.len());
        for start in (0..frames).step_by(STEP) {
            self.step(start);
        }
        if let Some(spectrum) = &mut self.spectrum {
            spectrum.push(self.channels.iter().map(|channel| &*channel.samples));
        }
        if let Some(traces) = &mut self.traces {
            traces.push(self.channels.iter().map(|channel| &*channel.samples), self.frames);
        }
        self.frames += frames as u64;
    }

    fn step(&mut self, start: usize) {
        for channel in &mut self.channels {
            let samples = channel.samples.get(start..).unwrap_or_default();
            let samples = samples.get(..STEP).unwrap_or(samples);
            let peak = peak(samples);
            let at = self.frames + start as u64;
            self.peak = self.peak.max(peak);
            channel.clipping.push(samples, peak, at);
            if peak > SILENCE {
                let loud = |sample: &f32| sample.abs() > SILENCE;
                let last = at + samples.iter().rposition(loud).unwrap_or(0) as u64;
                let first = || at + samples.iter().position(loud).unwrap_or(0) as u64;
                let (first, before) = self.heard.unwrap_or_else(|| (first(), 0));
                self.heard = Some((first, last.max(before)));
            }
        }
    }

    /// What there is to say.
    pub fn finish(self) -> Vec<Notice> {
        let Some((first, last)) = self.heard else {
            return vec![notice("silent", "The whole file is silent.".to_owned())];
        };
        let mut notices: Vec<_> = self.loudness().into_iter().collect();
        notices.extend(self.pauses(first, last));
        if self.same {
            let text = "Both channels are the same throughout: this is a mono recording in a stereo file. If that is not \
                        meant, look at the panning, or at how it was exported.";
            notices.push(notice("mono_in_stereo", text.to_owned()));
        }
        if let Some(hz) = self.spectrum.and_then(Spectrum::finish) {
            let text = format!(
                "This file is lossless, but nothing in it is above {:.1} kHz, where it ends as if cut off. It looks as if it \
                 was made from an MP3 or another lossy file: if there is an original, upload that.",
                hz / 1000.0
            );
            notices.push(notice("lossy_spectrum", text));
        } else if let Some(format) = self.traces.and_then(Traces::finish) {
            let text = format!(
                "This file is lossless, but its sound has been through an {format} encoder before, which leaves traces. \
                 If there is an original, upload that."
            );
            notices.push(notice("lossy_spectrum", text));
        }
        notices
    }

    /// Everything about too much of it.
    fn loudness(&self) -> Vec<Notice> {
        let rate = self.facts.sample_rate;
        let mut notices = Vec::new();
        // Lossy codecs overshoot by nature; only in a file of floating point numbers is it a choice of the mix.
        if self.facts.float && self.peak > 1.0 {
            let over = 20.0 * self.peak.log10();
            let text = format!(
                "The mix goes {over:.1} dB over full scale. What is over is cut off when it is encoded, which can be \
                 heard: turn it down and export it again."
            );
            notices.push(notice("above_full_scale", text));
        }
        let runs = self.channels.iter().map(|channel| channel.clipping.runs()).sum::<u64>();
        let first = self.channels.iter().filter_map(|channel| channel.clipping.first()).min();
        if let Some(first) = first.filter(|_| self.facts.lossless && !self.facts.float) {
            let places = if runs == 1 { "in one place,".to_owned() } else { format!("in {runs} places, first") };
            let text = format!(
                "The sound is cut off at full scale (clipped) {places} at {}. If that is not meant, turn the mix or its \
                 limiter down and export it again.",
                clock(first, rate)
            );
            notices.push(Notice { at_ms: Some(ms(first, rate)), ..notice("clipping", text) });
        }
        let highest =
            self.channels.iter().map(|channel| &channel.true_peak).max_by(|a, b| a.peak().total_cmp(&b.peak()));
        if let Some(highest) = highest.filter(|highest| highest.peak() > TRUE_PEAK) {
            let text = format!(
                "Between the samples the sound reaches {:.1} dBTP, at {}. Above -1 dBTP lossy formats and converters may \
                 distort: a ceiling of -1 dBTP in the limiter keeps clear of that.",
                highest.peak(),
                clock(highest.at(), rate)
            );
            notices.push(Notice { at_ms: Some(ms(highest.at(), rate)), ..notice("true_peak_high", text) });
        }
        notices
    }

    /// Long silence at either end.
    fn pauses(&self, first: u64, last: u64) -> Vec<Notice> {
        let rate = self.facts.sample_rate;
        let longest = PAUSE * u64::from(rate);
        let seconds = |frames: u64| frames as f64 / f64::from(rate.max(1));
        let mut notices = Vec::new();
        if first > longest {
            let text = format!("The file begins with {:.1} seconds of silence.", seconds(first));
            notices.push(Notice { at_ms: Some(0), ..notice("silence_at_head", text) });
        }
        let tail = self.frames.saturating_sub(last + 1);
        if tail > longest {
            let text =
                format!("The file ends with {:.1} seconds of silence, from {} on.", seconds(tail), clock(last, rate));
            notices.push(Notice { at_ms: Some(ms(last + 1, rate)), ..notice("silence_at_tail", text) });
        }
        notices
    }
}

fn notice(code: &str, message: String) -> Notice {
    Notice { code: code.to_owned(), message, at_ms: None }
}

/// The largest magnitude.
fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| if sample.abs() > peak { sample.abs() } else { peak })
}
