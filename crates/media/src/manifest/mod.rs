//! Playlists that join the renditions of a track. Paths in them are relative to the folder of the ladder. Whoever must
//! not have a rung gets a playlist over the others.

mod dash;
mod hls;

pub use dash::dash;
pub use hls::{hls_master, hls_media};

/// Seconds of `samples` at `rate`, with six digits.
fn seconds(samples: u64, rate: u32) -> String {
    let rate = u64::from(rate.max(1));
    let micros = (u128::from(samples) * 1_000_000 + u128::from(rate) / 2) / u128::from(rate);
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

#[cfg(test)]
mod tests {
    use crate::{Rendition, Rung, Segment};

    /// Two rungs of a track of 17 s and a bit at 44.1 kHz.
    pub(super) fn renditions() -> Vec<Rendition> {
        [Rung::Aac64, Rung::Aac128]
            .map(|rung| Rendition {
                rung,
                codec: "mp4a.40.2".to_owned(),
                sample_rate: 44_100,
                priming: 2048,
                channels: 2,
                average_bandwidth: rung.bitrate().unwrap() + 1500,
                peak_bandwidth: rung.bitrate().unwrap() + 3000,
                bytes: 100_000,
                init_bytes: 700,
                segments: [219_136, 221_184, 221_184, 100_001]
                    .map(|duration_samples| Segment { duration_samples, bytes: 25_000 })
                    .to_vec(),
            })
            .to_vec()
    }

    /// The lossless rung of the same track, from a master of twice the rate.
    pub(super) fn flac() -> Rendition {
        let [aac, ..] = &renditions()[..] else { unreachable!() };
        let segments = aac.segments.iter();
        Rendition {
            rung: Rung::Flac,
            codec: "flac".to_owned(),
            sample_rate: 88_200,
            priming: 0,
            average_bandwidth: 1_500_000,
            peak_bandwidth: 1_900_000,
            segments: segments.map(|s| Segment { duration_samples: s.duration_samples * 2, bytes: 900_000 }).collect(),
            ..aac.clone()
        }
    }

    #[test]
    fn seconds_are_rounded_to_microseconds() {
        assert_eq!(super::seconds(44_100, 44_100), "1.000000");
        assert_eq!(super::seconds(219_136, 44_100), "4.969070");
        assert_eq!(super::seconds(0, 0), "0.000000");
    }
}
