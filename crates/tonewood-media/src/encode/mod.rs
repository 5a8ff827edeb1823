//! Samples in, coded audio out.

pub mod aac;
pub mod flac;
pub mod mp3;

/// Full scale of 16 bits.
const FULL: f32 = 32_768.0;

/// Samples as 16-bit numbers, rounded; what is beyond full scale is cut off.
pub fn to_i16(samples: &[f32]) -> impl Iterator<Item = i16> {
    // A cast of a float saturates, which is the cut.
    samples.iter().map(|sample| (sample * FULL).round_ties_even() as i16)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sixteen_bits_come_through_unchanged() {
        let numbers = [0, 1, -1, 12_345, i16::MAX, i16::MIN];
        let samples = numbers.map(|n| f32::from(n) / super::FULL);
        assert!(super::to_i16(&samples).eq(numbers));
        assert!(super::to_i16(&[1.5, -7.0]).eq([i16::MAX, i16::MIN]));
    }
}
