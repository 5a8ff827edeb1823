//! Loudness by EBU R 128 (ITU-R BS.1770-4), of a track and of several tracks together.

use serde::{Deserialize, Serialize};

/// Loudness of a track. `None` where silence has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Integrated loudness of the whole track in LUFS.
    pub integrated_lufs: Option<f64>,
    /// Loudness range in LU.
    pub range_lu: Option<f64>,
    /// True peak over all channels in dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// Sample peak over all channels in dBFS.
    pub sample_peak_dbfs: Option<f64>,
}

/// How many gating blocks (400 ms each, overlapping by three quarters) of a track have this loudness, in tenths of
/// LUFS, rounded. Blocks below [`SILENCE`] are left out.
pub type Blocks = (i16, u32);

/// Blocks below this loudness, in tenths of LUFS, never count.
pub const SILENCE: i16 = -700;

/// What a block must have, beside the mean of all, to count: -10 LU, as a ratio of energies.
const GATE: f64 = 0.1;

/// The loudness of `tracks` played one after the other, in LUFS: the blocks of all of them are gated together, which is
/// not the mean of the tracks' loudness. `None` if there is nothing but silence.
pub fn of_album(tracks: &[&[Blocks]]) -> Option<f64> {
    let blocks = || tracks.iter().copied().flatten().filter(|(tenths, _)| *tenths >= SILENCE);
    let ungated = mean(blocks().map(|(tenths, count)| (energy(*tenths), *count)))?;
    let gated =
        blocks().map(|(tenths, count)| (energy(*tenths), *count)).filter(|(energy, _)| *energy >= ungated * GATE);
    mean(gated).map(|energy| 10.0 * energy.log10() - 0.691)
}

fn energy(tenths: i16) -> f64 {
    10.0_f64.powf((f64::from(tenths) / 10.0 + 0.691) / 10.0)
}

fn mean(blocks: impl Iterator<Item = (f64, u32)>) -> Option<f64> {
    let (sum, count) = blocks.fold((0.0, 0_u64), |(sum, count), (energy, blocks)| {
        (sum + energy * f64::from(blocks), count + u64::from(blocks))
    });
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_album_of_one_loudness_has_that_loudness() {
        let album = of_album(&[&[(-140, 900)], &[(-140, 1)]]).unwrap();
        assert!((album + 14.0).abs() < 1e-9, "{album}");
    }

    #[test]
    fn quiet_parts_do_not_count() {
        let loud: &[Blocks] = &[(-140, 900)];
        // More than ten below the mean of all: only the first gate knows them.
        let album = of_album(&[loud, &[(-400, 900), (-800, 90_000)]]).unwrap();
        assert!((album + 14.0).abs() < 1e-9, "{album}");
        // Less than ten below: half of the energy, half of the blocks.
        let album = of_album(&[loud, &[(-200, 900)]]).unwrap();
        assert!((album + 16.04).abs() < 0.01, "{album}");
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(of_album(&[]), None);
        assert_eq!(of_album(&[&[], &[(-701, 5)]]), None);
    }
}
