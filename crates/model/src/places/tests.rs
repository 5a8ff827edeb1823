use chrono::Utc;

use super::*;
use crate::ids::{ArtistId, EncodingId};

fn master(sample_rate: i32, frames: i64) -> Master {
    Master {
        id: MasterId::new(),
        track_id: TrackId::new(),
        artist_id: ArtistId::new(),
        filename: String::new(),
        extension: "wav".to_owned(),
        bytes: 0,
        sha256: Vec::new(),
        container: "wav".to_owned(),
        codec: "pcm".to_owned(),
        lossless: true,
        sample_rate,
        channels: 2,
        bits: Some(16),
        frames,
        duration_ms: 0,
        tags: serde_json::Value::Null,
        created_at: Utc::now(),
        bitrate_kbps: None,
    }
}

fn encoding(place: &Place) -> Encoding {
    Encoding {
        id: EncodingId::new(),
        track_id: place.track,
        master_id: place.master,
        frames: place.frames,
        sample_rate: place.rate,
        priming: i32::try_from(place.priming()).unwrap(),
        loudness_lufs: None,
        true_peak_dbtp: None,
        waveform: Vec::new(),
        progressive_m4a_bytes: 0,
        progressive_mp3_bytes: 0,
        created_at: Utc::now(),
        completed_at: None,
        start: place.start,
        previous_master_id: place.previous,
        next_master_id: place.next,
        cuts: serde_json::json!([]),
        outdated_at: None,
        replaced_at: None,
        progressive_m4a_sha256: None,
        progressive_mp3_sha256: None,
        preview_seconds: None,
        preview_m4a_bytes: None,
        preview_mp3_bytes: None,
    }
}

#[test]
fn tracks_stand_end_to_end_on_one_grid() {
    let masters = [master(44_100, 100_001), master(44_100, 5), master(88_200, 2001)];
    let places = of(&masters.iter().collect::<Vec<_>>());
    assert_eq!(places.iter().map(|place| place.start).collect::<Vec<_>>(), [0, 100_001, 100_006]);
    assert_eq!(places[2].frames, 1001, "half a frame is rounded up");
    assert_eq!(places[1].priming(), 2048 + 100_001 % 1024);
    assert_eq!((places[0].previous, places[0].next), (None, Some(masters[1].id)));
    assert_eq!((places[2].previous, places[2].next), (Some(masters[1].id), None));
}

#[test]
fn one_track_at_48_khz_takes_its_release_with_it() {
    let masters = [master(44_100, 44_100), master(96_000, 96_000)];
    let places = of(&masters.iter().collect::<Vec<_>>());
    assert!(places.iter().all(|place| place.rate == 48_000 && place.frames == 48_000));
    assert!(of(&[&masters[0]]).iter().all(|place| place.rate == 44_100));
    assert_eq!([11_025, 22_050, 176_400].map(ladder_rate), [44_100; 3]);
    assert_eq!([8_000, 32_000, 192_000].map(ladder_rate), [48_000; 3]);
}

#[test]
fn whole_packets_more_before_it_are_only_a_number() {
    let masters = [master(44_100, 10_240), master(44_100, 777)];
    let places = of(&masters.iter().collect::<Vec<_>>());
    let second = places.last().unwrap();
    let made = encoding(second);
    assert!(second.is_of(&made));
    let later = Place { start: second.start + 3 * 1024, ..second.clone() };
    assert!(later.suits(&made) && !later.is_of(&made));
    let off = Place { start: second.start + 1, ..second.clone() };
    assert!(!off.suits(&made));
    let alone = Place { previous: None, ..second.clone() };
    assert!(!alone.suits(&made));
}
