//! What the catalogue holds.

use std::collections::HashSet;

use demo::{ArtistKind, PriceMode, catalogue};

#[test]
fn there_is_enough_of_everything() {
    let all = catalogue();
    assert!(all.artists.len() >= 3);
    for kind in [ArtistKind::Person, ArtistKind::Band, ArtistKind::Label] {
        assert!(all.artists.iter().any(|artist| artist.kind == kind), "{}", kind.code());
    }
    let kinds: HashSet<&str> = all.releases.iter().map(|release| release.kind.code()).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    assert!(all.releases.iter().filter(|r| r.price.mode == PriceMode::Free).count() >= 3);
    assert!(all.releases.iter().map(|r| r.tracks.len()).sum::<usize>() >= 20);
    assert!(all.releases.iter().any(|r| r.tracks.iter().any(|t| t.format.bits == 24 && t.format.rate == 48_000)));
}

#[test]
fn handles_and_rosters_fit() {
    let all = catalogue();
    let handles: HashSet<&str> = all.artists.iter().map(|artist| artist.handle).collect();
    assert_eq!(handles.len(), all.artists.len());
    for artist in &all.artists {
        assert!(artist.handle.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
        assert!(artist.roster.iter().all(|handle| handles.contains(handle)));
        assert_eq!(artist.kind == ArtistKind::Label, artist.roster.len() >= 2);
        assert!(artist.links.iter().all(
            |(_, url)| url.starts_with("https://") && url.contains("example.org/") || url.ends_with("example.org")
        ));
    }
    for release in &all.releases {
        assert!(handles.contains(release.artist_handle));
        assert_eq!(release.price.mode == PriceMode::Free, release.price.amount_minor == 0);
        assert!(release.tracks.iter().all(|track| handles.contains(track.artist_handle)));
    }
}

#[test]
fn files_of_a_release_have_different_names_and_one_format() {
    for release in catalogue().releases {
        let names: HashSet<String> = release.tracks.iter().map(demo::Track::file_name).collect();
        assert_eq!(names.len(), release.tracks.len());
        assert!(names.iter().all(|name| !name.contains(['/', '\\', ':', '*', '?', '"', '&'])));
        assert!(release.tracks.iter().all(|track| track.format == release.tracks[0].format));
    }
}

#[test]
fn synced_words_fall_inside_their_track_and_in_order() {
    let all = catalogue();
    let spoken: Vec<_> = all.releases.iter().flat_map(|r| &r.tracks).filter(|t| t.lrc.is_some()).collect();
    assert!(spoken.len() >= 2);
    for track in spoken {
        let mut last = 0.0_f32;
        let mut words = Vec::new();
        for line in track.lrc.as_deref().unwrap().lines() {
            let (time, text) = line.strip_prefix('[').unwrap().split_once(']').unwrap();
            let (minutes, seconds) = time.split_once(':').unwrap();
            let at = minutes.parse::<f32>().unwrap() * 60.0 + seconds.parse::<f32>().unwrap();
            assert!(at > last && at < track.seconds() - 2.0, "{}: {line}", track.title);
            last = at;
            words.push(text);
        }
        assert_eq!(words.join("\n"), *track.lyrics.as_ref().unwrap());
    }
}
