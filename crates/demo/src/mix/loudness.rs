//! Loudness after ITU-R BS.1770: K-weighted, in blocks of 400 ms, gated.

use crate::buffer::Stereo;

/// A second-order section.
#[derive(Debug, Clone)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    x: [f64; 2],
    y: [f64; 2],
}

impl Biquad {
    fn new(b: [f64; 3], a: [f64; 2]) -> Self {
        Self { b, a, x: [0.0; 2], y: [0.0; 2] }
    }

    fn step(&mut self, input: f64) -> f64 {
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        let ([x1, x2], [y1, y2]) = (self.x, self.y);
        let output = b0 * input + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
        self.x = [input, x1];
        self.y = [output, y1];
        output
    }
}

/// The weighting's two filters for any rate: a shelf for the head, a high-pass for the ear.
fn weighting(rate: f64) -> [Biquad; 2] {
    let k = (std::f64::consts::PI * 1_681.974_450_955_533 / rate).tan();
    let (q, high) = (0.707_175_236_955_419_6, 10_f64.powf(3.999_843_853_973_347 / 20.0));
    let band = high.powf(0.499_666_774_154_541_6);
    let a0 = 1.0 + k / q + k * k;
    let shelf = Biquad::new(
        [(high + band * k / q + k * k) / a0, 2.0 * (k * k - high) / a0, (high - band * k / q + k * k) / a0],
        [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
    );
    let k = (std::f64::consts::PI * 38.135_470_876_024_44 / rate).tan();
    let q = 0.500_327_037_323_877_3;
    let a0 = 1.0 + k / q + k * k;
    let pass = Biquad::new([1.0, -2.0, 1.0], [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]);
    [shelf, pass]
}

/// Energy of a channel in steps of 100 ms.
fn energies(channel: &[f32], rate: f32) -> Vec<f64> {
    let rest = weighting(f64::from(rate));
    let [mut shelf, mut pass] = rest.clone();
    let step = (rate / 10.0) as usize;
    channel
        .chunks(step.max(1))
        .map(|chunk| {
            if chunk.iter().all(|sample| *sample == 0.0) {
                // Left to ring out, the filters would spend their time on denormal numbers.
                [shelf, pass] = rest.clone();
                return 0.0;
            }
            let sum: f64 = chunk.iter().map(|s| pass.step(shelf.step(f64::from(*s))).powi(2)).sum();
            sum / step.max(1) as f64
        })
        .collect()
}

/// Integrated loudness in LUFS of any number of channels of the same length; -70.0 for silence.
pub fn integrated(channels: &[&[f32]], rate: f32) -> f32 {
    let mut total: Vec<f64> = Vec::new();
    for channel in channels {
        let steps = energies(channel, rate);
        total.resize(steps.len(), 0.0);
        total.iter_mut().zip(&steps).for_each(|(sum, energy)| *sum += energy);
    }
    let blocks: Vec<f64> = total.windows(4).map(|w| w.iter().sum::<f64>() / 4.0).collect();
    let lufs = |energy: f64| -0.691 + 10.0 * energy.max(1e-12).log10();
    let mean = |gate: f64| -> f64 {
        let kept: Vec<f64> = blocks.iter().copied().filter(|e| lufs(*e) > gate).collect();
        kept.iter().sum::<f64>() / kept.len().max(1) as f64
    };
    let first = lufs(mean(-70.0));
    (lufs(mean((first - 10.0).max(-70.0))) as f32).max(-70.0)
}

/// Loudness in LUFS of a stereo part by itself, from its middle alone and the energies of both: half the work of
/// [`integrated`] and close to it.
pub fn of_part(part: &Stereo, rate: f32) -> f32 {
    let middle: Vec<f32> = part.left.iter().zip(&part.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let energy = |channel: &[f32]| -> f64 {
        channel.chunks(4096).map(|chunk| f64::from(chunk.iter().map(|s| s * s).sum::<f32>())).sum()
    };
    let (both, alone) = (energy(&part.left) + energy(&part.right), energy(&middle));
    if alone < 1e-9 {
        return -70.0;
    }
    (integrated(&[&middle], rate) + (10.0 * (both / alone).log10()) as f32).max(-70.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_reads_as_the_standard_says() {
        // BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS.
        for rate in [44_100.0_f32, 48_000.0] {
            let sine: Vec<f32> =
                (0..(rate as usize * 3)).map(|i| (i as f32 * 997.0 / rate * std::f32::consts::TAU).sin()).collect();
            let lufs = integrated(&[&sine], rate);
            assert!((lufs + 3.01).abs() < 0.1, "{lufs} at {rate}");
        }
    }

    #[test]
    fn silence_is_minus_seventy() {
        assert!((integrated(&[&[0.0; 48_000]], 48_000.0) + 70.0).abs() < f32::EPSILON);
    }
}
