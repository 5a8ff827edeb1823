//! How it looks.

use std::collections::HashSet;

use demo::catalogue;
use tiny_skia::Pixmap;

#[test]
fn covers_decode_differ_and_repeat() {
    let mut seen = HashSet::new();
    for release in catalogue().releases {
        let png = release.cover_png();
        assert_eq!(png, release.cover_png(), "{}", release.title);
        let picture = Pixmap::decode_png(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (1400, 1400));
        assert!(seen.insert(png), "{}", release.title);
    }
}

#[test]
fn artists_have_a_picture_and_a_header() {
    let mut seen = HashSet::new();
    for artist in catalogue().artists {
        let picture = Pixmap::decode_png(&artist.picture_png()).unwrap();
        assert_eq!((picture.width(), picture.height()), (1000, 1000));
        let png = artist.header_png();
        let header = Pixmap::decode_png(&png).unwrap();
        assert_eq!((header.width(), header.height()), (1500, 500));
        assert!(seen.insert(png), "{}", artist.name);
    }
}
