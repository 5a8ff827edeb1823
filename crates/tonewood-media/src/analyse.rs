//! What is measured on the way: loudness, peaks, the waveform, the fingerprint.

use std::collections::BTreeMap;

use ebur128::{EbuR128, Mode};
use media::Loudness;
use media::loudness::{Blocks, SILENCE};
use rusty_chromaprint::{Configuration, Fingerprinter};

use crate::encode::to_i16;
use crate::error::Error;

/// Peaks in a waveform.
const BUCKETS: usize = 400;
/// Blocks that are kept while the length is unknown; at twice as many, neighbours are joined.
const BLOCKS: usize = 16 * BUCKETS;
/// Seconds of a track that its fingerprint tells of.
const FINGERPRINTED: usize = 120;
/// Gating blocks begin every tenth of a second and last four.
const OVERLAP: u32 = 4;

/// What was found.
pub struct Analysed {
    /// Loudness and peaks.
    pub loudness: Loudness,
    /// 400 peaks.
    pub waveform: Vec<u8>,
    /// Loudness of all gating blocks, the quietest first.
    pub blocks: Vec<Blocks>,
    /// Empty if the track is too short for one.
    pub fingerprint: Vec<u32>,
}

/// Measures a track while it is decoded.
pub struct Analysis {
    meter: EbuR128,
    channels: usize,
    waveform: Waveform,
    /// Samples in a tenth of a second, of all channels.
    tenth: usize,
    /// Samples until the next gating block ends.
    until_block: usize,
    blocks: BTreeMap<i16, u32>,
    fingerprinter: Fingerprinter,
    /// Samples, of all channels, that the fingerprint still takes.
    fingerprinted: usize,
    whole: Vec<i16>,
}

impl Analysis {
    /// For interleaved samples.
    pub fn new(channels: u16, rate: u32) -> Result<Self, Error> {
        let mode = Mode::I | Mode::LRA | Mode::SAMPLE_PEAK | Mode::TRUE_PEAK | Mode::HISTOGRAM;
        let meter = EbuR128::new(channels.into(), rate, mode).map_err(|e| Error::internal("cannot measure")(&e))?;
        let mut fingerprinter = Fingerprinter::new(&Configuration::preset_test2());
        let started = fingerprinter.start(rate, channels.into());
        started.map_err(|e| Error::internal("cannot take a fingerprint")(&e))?;
        let channels = usize::from(channels);
        let tenth = (rate as usize + 5) / 10 * channels;
        Ok(Self {
            meter,
            channels,
            waveform: Waveform::default(),
            tenth,
            until_block: tenth * OVERLAP as usize,
            blocks: BTreeMap::new(),
            fingerprinter,
            fingerprinted: FINGERPRINTED * rate as usize * channels,
            whole: Vec::new(),
        })
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.measure(samples)?;
        samples.chunks_exact(self.channels).for_each(|frame| {
            self.waveform.push(frame.iter().fold(0.0, |peak, sample| sample.abs().max(peak)));
        });
        let told = samples.get(..self.fingerprinted.min(samples.len())).unwrap_or_default();
        self.fingerprinted -= told.len();
        if !told.is_empty() {
            self.whole.clear();
            self.whole.extend(to_i16(told));
            self.fingerprinter.consume(&self.whole);
        }
        Ok(())
    }

    /// Measures up to the end of each gating block and notes down its loudness.
    fn measure(&mut self, mut samples: &[f32]) -> Result<(), Error> {
        let failed = |e: ebur128::Error| Error::internal("cannot measure")(&e);
        while !samples.is_empty() {
            let (now, later) = samples.split_at_checked(self.until_block).unwrap_or((samples, &[]));
            self.meter.add_frames_f32(now).map_err(failed)?;
            samples = later;
            self.until_block -= now.len();
            if self.until_block == 0 {
                self.until_block = self.tenth;
                let tenths = (self.meter.loudness_momentary().map_err(failed)? * 10.0).round();
                if tenths >= f64::from(SILENCE) {
                    *self.blocks.entry(tenths as i16).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    /// What was found.
    pub fn finish(mut self) -> Result<Analysed, Error> {
        let failed = |e: ebur128::Error| Error::internal("cannot measure")(&e);
        let channels = self.channels as u32;
        let (mut true_peak, mut sample_peak) = (0.0_f64, 0.0_f64);
        for channel in 0..channels {
            true_peak = true_peak.max(self.meter.true_peak(channel).map_err(failed)?);
            sample_peak = sample_peak.max(self.meter.sample_peak(channel).map_err(failed)?);
        }
        let integrated = finite(self.meter.loudness_global().map_err(failed)?);
        let range = finite(self.meter.loudness_range().map_err(failed)?);
        let loudness = Loudness {
            integrated_lufs: integrated,
            range_lu: integrated.and(range),
            true_peak_dbtp: finite(20.0 * true_peak.log10()),
            sample_peak_dbfs: finite(20.0 * sample_peak.log10()),
        };
        self.fingerprinter.finish();
        Ok(Analysed {
            loudness,
            waveform: self.waveform.finish(BUCKETS),
            blocks: self.blocks.into_iter().collect(),
            fingerprint: self.fingerprinter.fingerprint().to_vec(),
        })
    }
}

/// Silence has no loudness: it is minus infinity.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Peaks over a track whose length is not known before its end, in constant memory.
#[derive(Debug)]
pub struct Waveform {
    blocks: Vec<f32>,
    per_block: usize,
    peak: f32,
    filled: usize,
}

impl Default for Waveform {
    fn default() -> Self {
        Self { blocks: Vec::new(), per_block: 1, peak: 0.0, filled: 0 }
    }
}

impl Waveform {
    /// Takes the peak of the next frame; 1 is full scale.
    pub fn push(&mut self, peak: f32) {
        self.peak = self.peak.max(peak);
        self.filled += 1;
        if self.filled == self.per_block {
            self.close();
        }
    }

    fn close(&mut self) {
        self.blocks.push(std::mem::take(&mut self.peak));
        self.filled = 0;
        if self.blocks.len() == 2 * BLOCKS {
            self.blocks = self.blocks.chunks(2).map(|pair| pair.iter().copied().fold(0.0, f32::max)).collect();
            self.per_block *= 2;
        }
    }

    /// So many peaks over all of it; 255 is full scale.
    pub fn finish(mut self, buckets: usize) -> Vec<u8> {
        if self.filled > 0 {
            self.close();
        }
        let count = self.blocks.len();
        let bucket = |index: usize| {
            let start = index * count / buckets;
            let end = ((index + 1) * count / buckets).max(start + 1);
            let peak = self.blocks.get(start..end.min(count)).unwrap_or_default().iter().copied().fold(0.0, f32::max);
            (peak * 255.0).round() as u8
        };
        (0..buckets).map(bucket).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waveform_shows_where_it_is_loud_whatever_the_length() {
        for frames in [100, 399, 12_800, 1_000_000] {
            let mut waveform = Waveform::default();
            (0..frames).for_each(|i| waveform.push(if i < frames / 2 { 0.25 } else { 1.0 }));
            let peaks = waveform.finish(BUCKETS);
            assert_eq!(peaks.len(), BUCKETS);
            assert_eq!((peaks[10], peaks[190], peaks[210], peaks[399]), (64, 64, 255, 255), "{frames}");
        }
    }

    #[test]
    fn silence_has_no_loudness() {
        let mut analysis = Analysis::new(2, 48_000).unwrap();
        analysis.push(&[0.0; 96_000]).unwrap();
        let Analysed { loudness, waveform, blocks, .. } = analysis.finish().unwrap();
        assert_eq!(blocks, []);
        let none = Loudness { integrated_lufs: None, range_lu: None, true_peak_dbtp: None, sample_peak_dbfs: None };
        assert_eq!(loudness, none);
        assert_eq!(waveform, [0; BUCKETS]);
    }

    #[test]
    fn a_full_scale_tone_has_the_loudness_of_the_standard() {
        let mut analysis = Analysis::new(2, 48_000).unwrap();
        let tone = |i: usize| (i as f32 * 997.0 / 48_000.0 * std::f32::consts::TAU).sin();
        let samples: Vec<_> = (0..48_000 * 5).flat_map(|i| [tone(i), tone(i)]).collect();
        analysis.push(&samples).unwrap();
        let Analysed { loudness, blocks, .. } = analysis.finish().unwrap();
        // One channel of a full scale tone at 997 Hz is -3.01 LUFS, two are 3.01 louder.
        assert!((loudness.integrated_lufs.unwrap() - 0.0).abs() < 0.1, "{loudness:?}");
        assert!((loudness.true_peak_dbtp.unwrap() - 0.0).abs() < 0.1, "{loudness:?}");
        // Every tenth of a second from the fourth on.
        assert_eq!(blocks, [(0, 47)]);
    }
}
