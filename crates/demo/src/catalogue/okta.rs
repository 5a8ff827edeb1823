//! Okta Vesper: dub and techno from small machines.

use super::recipe::{CD, DANCE, Plan, fill, harmony, key, motifs, song};
use crate::form::{Lead, REST, Song};
use crate::notes::{Colour, Mode};
use crate::people::{Artist, ArtistKind, Credit, Licence, Price, Release, ReleaseKind};
use crate::styles::{dub, techno};

/// Handle and name.
pub const OKTA: (&str, &str) = ("okta", "Okta Vesper");
const MACHINES: &[Credit] = &[("Okta Vesper", "Machines, echo")];

/// The profile.
pub fn artist() -> Artist {
    Artist {
        handle: "okta",
        name: "Okta Vesper",
        kind: ArtistKind::Person,
        bio: "Night-shift printer technician; day-shift dub engineer. Everything here was made with eight voices or \
              fewer, because that is how many the machine has.\n\n> Turn it off and on again, but slower.",
        place: "Tallinn",
        links: &[
            ("Manuals, scanned", "https://okta-vesper.example.org/manuals"),
            ("Patches", "https://okta-vesper.example.org/patches"),
        ],
        roster: &[],
    }
}

/// The releases.
pub fn releases() -> Vec<Release> {
    let release = Release {
        artist_handle: "okta",
        title: "Soft Reset",
        kind: ReleaseKind::Ep,
        about: "Pulse waves, a triangle for a bass and one spring in a tin. The echo was played by hand: there is no \
                second take, because the paper ran out.",
        genre: "Dub",
        tags: &["electronic", "chip music", "techno", "echo"],
        language: None,
        place: "Tallinn",
        label: Some("Haar & Hum"),
        catalogue_number: Some("HAAR 004"),
        licence: Licence::AllRightsReserved,
        release_date: "2026-08-28",
        price: Price::fixed(500),
        credits: &[("Okta Vesper", "Machines, echo"), ("Tam Okafor", "Mastering")],
        tracks: Vec::new(),
    };
    let plan = |title, song| Plan { title, by: OKTA, credits: MACHINES, words: &[], song };
    let tracks = [
        plan("Boot Chime", boot_chime()),
        plan("Dub for Dot Matrix", dot_matrix()),
        plan("Carriage Return", carriage_return()),
        plan("Soft Reset", soft_reset()),
    ];
    vec![fill(release, CD, &tracks)]
}

fn boot_chime() -> Song {
    let base = Song { lead: Lead::Chip, form: DANCE, ..song(41, 138.0, key(60, Mode::Dorian), dub::arrange) };
    motifs(
        harmony(Song { colour: Colour::Seventh, ..base }, &[0, 3, 0, 6], &[2, 6, 3, 0]),
        &[(0, 0.5), (2, 0.5), (4, 1.0), (6, 1.5), (REST, 0.5), (5, 0.5), (4, 0.5), (2, 1.0), (1, 1.0), (REST, 1.0)],
        &[(4, 1.5), (5, 0.5), (4, 1.0), (2, 1.0), (3, 1.5), (2, 0.5), (0, 1.0), (REST, 1.0)],
    )
}

fn dot_matrix() -> Song {
    let base =
        Song { lead: Lead::Reed, pattern: 1, form: DANCE, ..song(42, 132.0, key(67, Mode::Aeolian), dub::arrange) };
    motifs(
        harmony(Song { colour: Colour::Triad, ..base }, &[0, 0, 3, 0], &[5, 6, 3, 0]),
        &[(REST, 0.5), (0, 0.5), (1, 0.5), (2, 1.5), (REST, 1.0), (3, 0.5), (2, 0.5), (1, 0.5), (0, 1.5), (REST, 1.0)],
        &[(4, 1.0), (4, 0.5), (3, 0.5), (2, 2.0), (1, 0.5), (2, 0.5), (3, 1.0), (2, 1.0), (REST, 1.0)],
    )
}

fn carriage_return() -> Song {
    let base = Song { lead: Lead::Bell, form: DANCE, ..song(43, 124.0, key(65, Mode::Dorian), techno::arrange) };
    motifs(
        harmony(Song { colour: Colour::Seventh, ..base }, &[0, 0, 5, 6], &[3, 3, 5, 6]),
        &[
            (0, 0.75),
            (2, 0.75),
            (4, 0.5),
            (6, 0.75),
            (4, 0.75),
            (2, 0.5),
            (1, 0.75),
            (2, 0.75),
            (4, 0.5),
            (3, 1.0),
            (REST, 1.0),
        ],
        &[(4, 1.5), (3, 1.5), (2, 1.0), (1, 1.5), (2, 1.5), (REST, 1.0)],
    )
}

fn soft_reset() -> Song {
    let base =
        Song { lead: Lead::Chip, pattern: 2, form: DANCE, ..song(44, 126.0, key(64, Mode::Mixolydian), dub::arrange) };
    motifs(
        harmony(Song { colour: Colour::Ninth, ..base }, &[0, 6, 3, 0], &[5, 3, 6, 4]),
        &[
            (4, 0.5),
            (4, 0.5),
            (2, 0.5),
            (0, 0.5),
            (1, 1.0),
            (2, 1.0),
            (3, 0.5),
            (3, 0.5),
            (2, 0.5),
            (1, 0.5),
            (-1, 1.0),
            (REST, 1.0),
        ],
        &[(0, 1.0), (2, 1.0), (5, 1.0), (4, 1.0), (3, 1.5), (4, 0.5), (1, 1.0), (REST, 1.0)],
    )
}
