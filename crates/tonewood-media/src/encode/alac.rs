//! Apple Lossless: packets of 4,096 frames, each predicted from its past by a filter that learns on the way, the rest
//! written in adaptive Golomb codes.

use super::Whole;

/// Frames in a packet; only the last may be shorter.
pub const UNIT: usize = 4096;

/// Coefficients of the filter.
const ORDER: usize = 8;
/// Coefficients are fractions of two to this.
const QUANT: u32 = 9;
/// What a filter knows in the beginning.
const UNTAUGHT: [i16; ORDER] = [1216, -928, -64, 0, 0, 0, 0, 0];
/// A filter that has gone astray farther than this begins anew.
const ASTRAY: u16 = 4096;

/// First mean of the Golomb codes, how quickly it learns, and the longest remainder in bits.
const MEAN: u32 = 10;
const PACE: u32 = 40;
const LONGEST: u32 = 14;
/// Ones in front of a number that is written as it is.
const ESCAPE: u32 = 9;

/// An encoder for one track.
pub struct Encoder {
    format: Whole,
    filters: [[i16; ORDER]; 2],
    bits: Bits,
    mixed: [Vec<i32>; 2],
    rest: [Vec<i32>; 2],
}

impl Encoder {
    /// For 1 or 2 channels.
    pub fn new(format: Whole) -> Self {
        let (mixed, rest) = Default::default();
        Self { format, filters: [UNTAUGHT; 2], bits: Bits::default(), mixed, rest }
    }

    /// The ALACSpecificConfig.
    pub fn config(&self) -> Vec<u8> {
        let Whole { channels, rate, bits } = self.format;
        let mut config = (UNIT as u32).to_be_bytes().to_vec();
        let byte = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
        config.extend([0, byte(bits), PACE as u8, MEAN as u8, LONGEST as u8, byte(channels), 0, 255]);
        // The longest packet and the bit rate are unknown yet.
        config.extend([0; 8]);
        config.extend(rate.to_be_bytes());
        config
    }

    /// One packet of at most [`UNIT`] frames of interleaved samples, which fill the upper of their 32 bits.
    pub fn encode(&mut self, samples: &[i32]) -> &[u8] {
        self.bits.clear();
        let sound = self.compress(samples);
        let verbatim = samples.len() * usize::from(self.format.bits);
        if !sound || self.bits.len() > verbatim + 64 {
            self.bits.clear();
            self.copy(samples);
        }
        self.bits.put(7, 3);
        self.bits.finish()
    }

    fn frames(&self, samples: &[i32]) -> usize {
        samples.len() / usize::from(self.format.channels)
    }

    /// What every packet begins with; `form` are two bits for the bytes left out of the prediction, one for a copy.
    fn head(&mut self, samples: &[i32], form: u32) {
        let (frames, stereo) = (self.frames(samples), self.format.channels == 2);
        self.bits.put(u32::from(stereo), 3);
        self.bits.put(0, 16);
        let partial = frames != UNIT;
        self.bits.put(u32::from(partial) << 3 | form, 4);
        if partial {
            self.bits.put(frames as u32, 32);
        }
    }

    fn copy(&mut self, samples: &[i32]) {
        let bits = u32::from(self.format.bits);
        // Bytes left out mean nothing here, but some decoders refuse numbers of more than 32 bits before they see that.
        self.head(samples, ((bits - 16) / 8) << 1 | 1);
        samples.iter().for_each(|sample| self.bits.put(sample.cast_unsigned() >> (32 - bits), bits));
    }

    /// Whether every decoder will understand what was written.
    fn compress(&mut self, samples: &[i32]) -> bool {
        let stereo = self.format.channels == 2;
        // The lowest bits of deep samples are noise, which is not worth a prediction.
        let shift = u32::from(self.format.bits) - 16;
        self.head(samples, (shift / 8) << 1);
        let weight = if stereo { self.mix(samples) } else { self.take(samples) };
        self.bits.put(if weight > 0 { MIX } else { 0 }, 8);
        self.bits.put(weight, 8);
        let count = usize::from(self.format.channels);
        let size = 16 + u32::from(stereo);
        for ((filter, mixed), rest) in self.filters.iter_mut().zip(&self.mixed).zip(&mut self.rest).take(count) {
            if filter.iter().any(|coefficient| coefficient.unsigned_abs() > ASTRAY) {
                *filter = UNTAUGHT;
            }
            // Once for the lesson, once for the work.
            predict(mixed, rest, filter, size);
            self.bits.put(QUANT, 8);
            self.bits.put(4 << 5 | ORDER as u32, 8);
            filter.iter().for_each(|coefficient| self.bits.put(u32::from(coefficient.cast_unsigned()), 16));
            predict(mixed, rest, filter, size);
        }
        if shift > 0 {
            samples.iter().for_each(|sample| self.bits.put((sample >> (16 - shift)).cast_unsigned(), shift));
        }
        self.rest.iter().take(count).all(|rest| write_rest(&mut self.bits, rest, size))
    }

    /// Takes one channel as it is.
    fn take(&mut self, samples: &[i32]) -> u32 {
        let [only, _] = &mut self.mixed;
        only.clear();
        only.extend(samples.iter().map(|sample| sample >> 16));
        0
    }

    /// Mixes left and right into two channels that are cheaper; the weight of the left in the first, of four.
    fn mix(&mut self, samples: &[i32]) -> u32 {
        let pairs = || samples.as_chunks::<2>().0.iter().map(|[left, right]| (left >> 16, right >> 16));
        let mixed = |weight: i32, (left, right): (i32, i32)| match weight {
            0 => (left, right),
            weight => ((weight * left + (4 - weight) * right) >> MIX, left - right),
        };
        let cost = |weight: i32| {
            let (mut past, mut before, mut cost) = ((0, 0), (0, 0), 0_u64);
            for now in pairs().map(|pair| mixed(weight, pair)) {
                let bend = |now: i32, past: i32, before: i32| u64::from((now - 2 * past + before).unsigned_abs());
                cost += bend(now.0, past.0, before.0) + bend(now.1, past.1, before.1);
                (before, past) = (past, now);
            }
            cost
        };
        let weight = (0..=4).min_by_key(|weight| cost(*weight)).unwrap_or(0);
        let [first, second] = &mut self.mixed;
        first.clear();
        second.clear();
        for (one, other) in pairs().map(|pair| mixed(weight, pair)) {
            first.push(one);
            second.push(other);
        }
        weight.cast_unsigned()
    }
}

/// Weights are fractions of two to this.
const MIX: u32 = 2;

/// Replaces `rest` by what `filter` cannot tell of `samples` of `size` bits; the filter learns as the decoder's will.
fn predict(samples: &[i32], rest: &mut Vec<i32>, filter: &mut [i16; ORDER], size: u32) {
    let fit = |value: i32| value << (32 - size) >> (32 - size);
    rest.clear();
    rest.extend(samples.first());
    rest.extend(samples.windows(2).take(ORDER).map(|pair| match pair {
        [before, now] => fit(now - before),
        _ => 0,
    }));
    for window in samples.windows(ORDER + 2) {
        let ([base, past @ ..], Some((now, _))) = (window, window.split_last()) else { continue };
        // The newest first, as the coefficients are.
        let past = || past.iter().rev().skip(1).map(|sample| base.wrapping_sub(*sample));
        let sum = filter
            .iter()
            .zip(past())
            .fold(0_i32, |sum, (coefficient, sample)| sum.wrapping_sub(i32::from(*coefficient).wrapping_mul(sample)));
        let guess = sum.wrapping_add(1 << (QUANT - 1)) >> QUANT;
        let error = fit(now.wrapping_sub(*base).wrapping_sub(guess));
        rest.push(error);
        learn(filter, past(), error);
    }
}

/// Bends the coefficients, the oldest first, until the error is made up for.
fn learn(filter: &mut [i16; ORDER], past: impl DoubleEndedIterator<Item = i32> + ExactSizeIterator, error: i32) {
    let sign = error.signum();
    let mut left = error;
    for ((weight, coefficient), sample) in (1..).zip(filter.iter_mut().rev()).zip(past.rev()) {
        if left.signum() != sign || sign == 0 {
            break;
        }
        let step = sample.signum() * sign;
        *coefficient = coefficient.wrapping_sub(step as i16);
        left = left.wrapping_sub(weight * (step.wrapping_mul(sample) >> QUANT));
    }
}

/// Writes `rest` of `size` bits in Golomb codes around a moving mean; runs of zeros in quiet places are counted. `false`
/// if it holds the one number of which decoders think differently: whether it is too large to be averaged.
fn write_rest(bits: &mut Bits, rest: &[i32], size: u32) -> bool {
    let mut mean = MEAN;
    let mut after_run = 0;
    let mut at = 0;
    while let Some(error) = rest.get(at) {
        at += 1;
        let number = (error.unsigned_abs() << 1) - u32::from(*error < 0) - after_run;
        if (number, after_run) == (0xffff, 1) {
            return false;
        }
        bits.golomb(number, ((mean >> 9) + 3).ilog2().min(LONGEST), size);
        mean = if number > 0xffff { 0xffff } else { mean + PACE * (number + after_run) - ((PACE * mean) >> 9) };
        after_run = 0;
        if mean < 128 && at < rest.len() {
            let run = rest.iter().skip(at).take_while(|error| **error == 0).count();
            at += run;
            let length = mean.leading_zeros() - 24 + ((mean + 16) >> 6);
            bits.golomb(run as u32, length.min(LONGEST), 16);
            (mean, after_run) = (0, 1);
        }
    }
    true
}

/// Bits on their way into bytes.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    waiting: u64,
    count: u32,
}

impl Bits {
    fn clear(&mut self) {
        self.bytes.clear();
        (self.waiting, self.count) = (0, 0);
    }

    fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    /// The lowest `count` bits of `value`, at most 32.
    fn put(&mut self, value: u32, count: u32) {
        let value = u64::from(value) & ((1 << count) - 1);
        self.waiting = self.waiting << count | value;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.waiting >> self.count) as u8);
        }
    }

    /// `number` as ones for its quotient by two to `length`, less one, a zero, and the remainder; a number that is too
    /// large for that is written in `size` bits.
    fn golomb(&mut self, number: u32, length: u32, size: u32) {
        let divisor = (1 << length) - 1;
        let (quotient, remainder) = (number / divisor, number % divisor);
        if quotient >= ESCAPE {
            self.put((1 << ESCAPE) - 1, ESCAPE);
            self.put(number, size);
            return;
        }
        self.put((1 << quotient) - 1, quotient);
        self.put(0, 1);
        if remainder > 0 {
            self.put(remainder + 1, length);
        } else {
            // No remainder is told one bit sooner.
            self.put(0, length - 1);
        }
    }

    /// All bytes, the last filled up.
    fn finish(&mut self) -> &[u8] {
        let fill = self.count.wrapping_neg() % 8;
        self.put(0, fill);
        &self.bytes
    }
}
