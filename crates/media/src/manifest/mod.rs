//! Playlists that join the renditions of a track. Paths in them are relative to the folder of the ladder.

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

    /// Two rungs of a track of 12 s and a bit at 44.1 kHz.
    pub(super) fn renditions() -> Vec<Rendition> {
        [Rung::Aac64, Rung::Aac128]
            .map(|rung| Rendition {
                rung,
                codec: "mp4a.40.2".to_owned(),
                channels: 2,
                average_bandwidth: rung.bitrate() + 1500,
                peak_bandwidth: rung.bitrate() + 3000,
                bytes: 100_000,
                init_bytes: 700,
                segments: [219_136, 221_184, 221_184, 100_001]
                    .map(|duration_samples| Segment { duration_samples, bytes: 25_000 })
                    .to_vec(),
            })
            .to_vec()
    }

    #[test]
    fn seconds_are_rounded_to_microseconds() {
        assert_eq!(super::seconds(44_100, 44_100), "1.000000");
        assert_eq!(super::seconds(219_136, 44_100), "4.969070");
        assert_eq!(super::seconds(0, 0), "0.000000");
    }
}
