//! What is written, before it sounds.

use demo::catalogue;

#[test]
fn every_pitch_is_in_its_key() {
    for track in catalogue().releases.iter().flat_map(|r| &r.tracks) {
        let song = track.song();
        let score = (song.arrange)(song);
        for part in score.parts.iter().filter(|part| part.pitched) {
            for note in &part.notes {
                assert!(song.key.contains(note.pitch), "{}: {} plays {}", track.title, part.name, note.pitch);
                assert!((24..=100).contains(&note.pitch), "{}: {} plays {}", track.title, part.name, note.pitch);
            }
        }
    }
}

#[test]
fn tunes_keep_above_the_bass_and_sing_for_half_the_song() {
    for track in catalogue().releases.iter().flat_map(|r| &r.tracks) {
        let song = track.song();
        let score = (song.arrange)(song);
        let lead = score.parts.iter().find(|part| part.name == "lead").unwrap();
        assert!(lead.notes.iter().all(|note| note.pitch >= 57), "{}", track.title);
        let sung: f32 = lead.notes.iter().map(|note| note.beats).sum();
        assert!(sung > 0.4 * song.beats(), "{}: {sung} of {} beats", track.title, song.beats());
    }
}

#[test]
fn tracks_last_40_to_90_seconds() {
    for track in catalogue().releases.iter().flat_map(|r| &r.tracks) {
        assert!((40.0..90.0).contains(&track.seconds()), "{}: {}", track.title, track.seconds());
    }
}

#[test]
fn no_two_tracks_have_the_same_tune() {
    let mut tunes: Vec<Vec<i32>> = Vec::new();
    for track in catalogue().releases.iter().flat_map(|r| &r.tracks) {
        let song = track.song();
        let score = (song.arrange)(song);
        let lead = score.parts.iter().find(|part| part.name == "lead").unwrap();
        let mut tune: Vec<i32> = lead.notes.iter().take(40).map(|note| note.pitch).collect();
        tune.push(song.tempo as i32);
        assert!(!tunes.contains(&tune), "{}", track.title);
        tunes.push(tune);
    }
}
