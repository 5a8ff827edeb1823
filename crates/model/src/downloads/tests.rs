use chrono::Utc;
use serde_json::json;

use super::*;
use crate::ids::ArtistId;
use crate::masters::Master;

fn master(lossless: bool, bitrate_kbps: Option<i32>) -> Master {
    Master {
        id: MasterId::new(),
        track_id: TrackId::new(),
        artist_id: ArtistId::new(),
        filename: "ebb".to_owned(),
        extension: if lossless { "wav" } else { "mp3" }.to_owned(),
        bytes: 4_000_000,
        sha256: Vec::new(),
        container: String::new(),
        codec: String::new(),
        lossless,
        sample_rate: 44_100,
        channels: 2,
        bits: lossless.then_some(24),
        frames: 4_410_000,
        duration_ms: 100_000,
        tags: json!({}),
        created_at: Utc::now(),
        bitrate_kbps,
    }
}

#[test]
fn a_lossy_master_is_itself_or_smaller() {
    use DownloadFormat::{Aac, Mp3, Mp3V0, Opus, Original};
    assert_eq!(formats_of(&master(false, Some(320))), [Original, Mp3V0, Aac, Opus]);
    assert_eq!(formats_of(&master(false, Some(256))), [Original, Opus]);
    assert_eq!(formats_of(&master(false, Some(192))), [Original]);
    // Of four megabytes in a hundred seconds: 320.
    assert_eq!(formats_of(&master(false, None)), [Original, Mp3V0, Aac, Opus]);
    let offered = formats_of(&master(true, None));
    assert!(!offered.contains(&Original) && offered.contains(&Mp3));
    assert_eq!(offered.len(), DownloadFormat::ALL.len() - 1);
}

#[test]
fn what_would_be_larger_than_its_file_can_be_is_not_offered() {
    use DownloadFormat::{Aiff, Alac, Flac, Mp3, Wav};
    // Of 24 bits in two channels: the last frame that fits, and the next.
    let fits = ((4 << 30) - (64 << 20)) / 6;
    let of_frames = |frames: i64| Master { frames, ..master(true, None) };
    assert!([Wav, Aiff].iter().all(|format| format.holds(&of_frames(fits))));
    assert!(![Wav, Aiff].iter().any(|format| format.holds(&of_frames(fits + 1))));
    let offered = formats_of(&of_frames(fits + 1));
    assert!([Flac, Alac, Mp3].iter().all(|format| offered.contains(format)), "{offered:?}");
    assert!(![Wav, Aiff].iter().any(|format| offered.contains(format)), "{offered:?}");
    // Depth and channels count, not time alone.
    let shallow = Master { bits: Some(16), channels: 1, ..of_frames(fits * 3) };
    assert!(Wav.holds(&shallow) && !Wav.holds(&Master { frames: fits * 3 + 1, ..shallow.clone() }));
    // Floating point numbers have 32 bits each.
    assert!(!Wav.holds(&Master { bits: Some(32), ..of_frames(fits) }));
}

#[test]
fn sizes_are_known_where_they_can_be() {
    let master = master(true, None);
    assert_eq!(DownloadFormat::Wav.estimate(&master), Some(4_410_000 * 6));
    assert_eq!(DownloadFormat::Mp3.estimate(&master), Some(4_000_000));
    assert_eq!(DownloadFormat::Flac.estimate(&master), None);
}
