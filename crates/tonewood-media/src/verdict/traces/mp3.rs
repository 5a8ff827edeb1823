use std::f64::consts::PI;

use super::level;

/// Frames of a granule, into which MP3 divides.
pub const HOP: usize = 576;
/// Of the 32 bands those that are looked at: 5.5 to 18 kHz at 44.1 kHz.
const BANDS: std::ops::Range<usize> = 8..26;
/// Bins of a band, and the samples of it from which they are made.
const BINS: usize = 18;
const SPAN: usize = 36;
/// Taps of the filters that divide sound into bands.
const TAPS: usize = 512;
/// The filters' common shape, as a sum of cosines: neighbours complement each other.
const SHAPE: [f64; 8] = [1.0, 2.0, 1.992_551, 1.878_712, 1.414_304, 0.685_908, 0.173_152, 0.015_461];
/// By how much neighbouring bands share what lies at their border.
const SHARED: [f64; 8] = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037];

/// MP3's way to the spectrum: filters, then a transform over every band.
pub struct Granules {
    /// The shape, turned round, with the signs by which 64 taps stand for all.
    shape: Vec<f32>,
    /// By band: how its filter differs from the shape.
    waves: Vec<Vec<f32>>,
    /// By bin, for bands of even and of odd number.
    transforms: [Vec<Vec<f32>>; 2],
    turns: Vec<(f32, f32)>,
}

impl Granules {
    pub fn new() -> Self {
        let shape = |tap: usize| {
            let cosine = |(k, factor): (usize, &f64)| factor * (PI * k as f64 * (tap as f64 - 256.0) / 256.0).cos();
            SHAPE.iter().enumerate().map(cosine).sum::<f64>()
        };
        let power = (0..TAPS).map(|tap| shape(tap).powi(2)).sum::<f64>() / 2.0;
        let signed = |at: usize| {
            let sign = if at / 64 % 2 == 1 { 1.0 } else { -1.0 };
            (sign * shape(TAPS - 1 - at) / power.sqrt()) as f32
        };
        let wave = |band: usize| {
            let turn = |at: usize| ((2 * band + 1) as f64 * (63.0 - at as f64 - 16.0) * PI / 64.0).cos() as f32;
            (0..64).map(turn).collect()
        };
        let transform = |odd: bool| {
            let bin = move |bin: usize| {
                let factor = move |at: usize| {
                    let window = (PI / 36.0 * (at as f64 + 0.5)).sin();
                    let sign = if odd && at % 2 == 1 { -1.0 } else { 1.0 };
                    (sign * window * (PI / 72.0 * ((2 * at + 19) * (2 * bin + 1)) as f64).cos() / 3.0) as f32
                };
                (0..SPAN).map(factor).collect()
            };
            (0..BINS).map(bin).collect()
        };
        let turn = |shared: &f64| {
            let length = shared.hypot(1.0);
            ((1.0 / length) as f32, (shared / length) as f32)
        };
        Self {
            shape: (0..TAPS).map(signed).collect(),
            waves: BANDS.map(wave).collect(),
            transforms: [transform(false), transform(true)],
            turns: SHARED.iter().map(turn).collect(),
        }
    }

    /// Tells for each place at which a granule could begin how much is in it.
    pub fn look(&self, samples: &[f32], mut tell: impl FnMut(u64, f64)) {
        let bands = self.bands(samples);
        let mut bins = vec![0.0_f32; bands.len() * BINS];
        for place in 0..HOP {
            for ((number, band), bins) in BANDS.zip(&bands).zip(bins.chunks_exact_mut(BINS)) {
                let mut span = [0.0; SPAN];
                let filtered = band.iter().skip(place).step_by(32);
                span.iter_mut().zip(filtered).for_each(|(to, sample)| *to = *sample);
                let [even, odd] = &self.transforms;
                let transform = if number % 2 == 0 { even } else { odd };
                for (bin, factors) in bins.iter_mut().zip(transform) {
                    *bin = factors.iter().zip(&span).map(|(factor, sample)| factor * sample).sum();
                }
            }
            for border in (BINS..bins.len()).step_by(BINS) {
                let (below, above) = bins.split_at_mut(border);
                for ((low, high), (cos, sin)) in below.iter_mut().rev().zip(above).zip(&self.turns) {
                    (*low, *high) = (*low * cos + *high * sin, *high * cos - *low * sin);
                }
            }
            // At either end there is no neighbour to share with.
            let whole = bins.get(BINS / 2..bins.len() - BINS / 2).unwrap_or_default();
            tell((TAPS - 1 + place) as u64, level(whole.iter().map(|bin| f64::from(*bin))));
        }
    }

    /// What of the samples is in each band, at every sample.
    fn bands(&self, samples: &[f32]) -> Vec<Vec<f32>> {
        let mut bands: Vec<Vec<f32>> = self.waves.iter().map(|_| Vec::new()).collect();
        for window in samples.windows(TAPS).take(HOP + 32 * (SPAN - 1)) {
            let mut folded = [0.0_f32; 64];
            for (shape, samples) in self.shape.chunks_exact(64).zip(window.chunks_exact(64)) {
                for ((sum, factor), sample) in folded.iter_mut().zip(shape).zip(samples) {
                    *sum += factor * sample;
                }
            }
            for (band, wave) in bands.iter_mut().zip(&self.waves) {
                band.push(wave.iter().zip(&folded).map(|(factor, sample)| factor * sample).sum());
            }
        }
        bands
    }
}
