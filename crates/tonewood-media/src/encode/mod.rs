//! Samples in, coded audio out.

pub mod aac;
pub mod alac;
pub mod chunked;
pub mod flac;
pub mod flac_frames;
pub mod m4a;
pub mod mp3;
pub mod opus;

/// What a file of whole numbers is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// 1 or 2.
    pub channels: u16,
    /// Frames per second.
    pub rate: u32,
    /// Bits per sample: 16, 24 or 32.
    pub bits: u16,
}

/// Bits per second for AAC of so many channels; `stereo` is what two get. One cannot use more than half of the best.
pub fn bitrate(stereo: u32, channels: u16) -> u32 {
    if channels == 1 { stereo.min(160_000) } else { stereo }
}

/// Full scale of 16 bits.
const FULL: f32 = 32_768.0;
/// Added to a number of less than 23 bits, it leaves no room for fractions: the sum is rounded, ties to even, and its
/// lower bits are the whole number. Compilers vectorise this, unlike any way to round that has a name.
const NO_FRACTIONS: f32 = 12_582_912.0;

/// Samples as 16-bit numbers, rounded; what is beyond full scale is cut off.
pub fn to_i16(samples: &[f32]) -> impl Iterator<Item = i16> {
    samples.iter().map(|sample| ((sample * FULL).clamp(-FULL, FULL - 1.0) + NO_FRACTIONS).to_bits() as i16)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sixteen_bits_come_through_unchanged() {
        let numbers = [0, 1, -1, 12_345, i16::MAX, i16::MIN];
        let samples = numbers.map(|n| f32::from(n) / super::FULL);
        assert!(super::to_i16(&samples).eq(numbers));
        assert!(super::to_i16(&[1.5, -7.0]).eq([i16::MAX, i16::MIN]));
        let halves = [0.5, 1.5, -0.5, -1.5, 2.49, -2.51].map(|n| n / super::FULL);
        assert!(super::to_i16(&halves).eq([0, 2, 0, -2, 2, -3]));
    }
}
