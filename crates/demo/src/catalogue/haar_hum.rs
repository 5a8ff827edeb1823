//! Haar & Hum: a small label with a sampler.

use super::recipe::{CD, DANCE, Plan, SLOW, SONG, fill, harmony, key, motifs, song};
use super::{lantern_allotment::BAND, okta::OKTA};
use crate::form::{Lead, REST, Song};
use crate::notes::{Colour, Mode};
use crate::people::{Artist, ArtistKind, Credit, Licence, Price, Release, ReleaseKind};
use crate::styles::{choir, drift, dusk, folk, techno};

const HOUSE: (&str, &str) = ("haar_hum", "Haar & Hum");
const SINGERS: &[Credit] = &[("The Haar & Hum Tuesday Choir", "Voices"), ("Odile Marchbank", "Direction")];
const VESPER: &[Credit] = &[("Okta Vesper", "Machines")];
const LANTERNS: &[Credit] = &[("Lantern Allotment", "Strings, whistle, brushes")];

/// The profile.
pub fn artist() -> Artist {
    Artist {
        handle: "haar_hum",
        name: "Haar & Hum",
        kind: ArtistKind::Label,
        bio: "A record label of two people and one kettle, named after the fog on the firth and the noise of the \
              fridge. We put out **four records a year**, split everything evenly and answer letters.",
        place: "Dundee",
        links: &[
            ("Letters", "https://haar-and-hum.example.org/letters"),
            ("Catalogue", "https://haar-and-hum.example.org/catalogue"),
        ],
        roster: &["lantern_allotment", "okta"],
    }
}

/// The releases.
pub fn releases() -> Vec<Release> {
    let release = Release {
        artist_handle: "haar_hum",
        title: "Weather for Speakers",
        kind: ReleaseKind::Compilation,
        about: "Five pieces of weather by the people who make records with us, and one choir that meets in our \
                stairwell. Give it away: that is what it is for.",
        genre: "Electronic",
        tags: &["sampler", "choir", "folk", "techno", "weather"],
        language: None,
        place: "Dundee",
        label: Some("Haar & Hum"),
        catalogue_number: Some("HAAR 002"),
        licence: Licence::Cc0,
        release_date: "2026-01-16",
        price: Price::FREE,
        credits: &[("Odile Marchbank", "Compiling"), ("Tam Okafor", "Mastering")],
        tracks: Vec::new(),
    };
    let plan = |title, by, credits, song| Plan { title, by, credits, words: &[], song };
    let tracks = [
        plan("Haar", HOUSE, SINGERS, haar()),
        plan("Rain on the Mixing Desk", OKTA, VESPER, rain()),
        plan("Barometer Reel", BAND, LANTERNS, barometer()),
        plan("Thermals", OKTA, VESPER, thermals()),
        plan("Sea Fret", HOUSE, SINGERS, sea_fret()),
    ];
    vec![fill(release, CD, &tracks)]
}

fn haar() -> Song {
    let base =
        Song { lead: Lead::Whistle, pattern: 1, form: SLOW, ..song(51, 72.0, key(62, Mode::Dorian), choir::arrange) };
    motifs(
        harmony(base, &[0, 6, 3, 0], &[2, 5, 3, 4]),
        &[(0, 1.0), (2, 1.0), (4, 2.0), (3, 1.0), (1, 1.0), (2, 2.0)],
        &[(4, 2.0), (5, 1.0), (6, 1.0), (4, 3.0), (REST, 1.0)],
    )
}

fn rain() -> Song {
    let base =
        Song { lead: Lead::Keys, pattern: 1, form: SLOW, ..song(52, 80.0, key(58, Mode::Ionian), dusk::arrange) };
    motifs(
        harmony(Song { colour: Colour::Seventh, ..base }, &[3, 2, 1, 0], &[5, 1, 3, 4]),
        &[(REST, 0.5), (4, 0.5), (5, 0.5), (7, 1.0), (5, 0.5), (4, 1.0), (2, 1.5), (4, 0.5), (1, 1.0), (REST, 1.0)],
        &[(7, 1.0), (6, 0.5), (5, 0.5), (4, 2.0), (5, 1.0), (3, 1.0), (1, 1.0), (REST, 1.0)],
    )
}

fn barometer() -> Song {
    let base = Song { lead: Lead::Whistle, form: SONG, ..song(53, 118.0, key(62, Mode::Ionian), folk::arrange) };
    motifs(
        harmony(Song { colour: Colour::Triad, ..base }, &[0, 3, 4, 0], &[5, 3, 1, 4]),
        &[
            (0, 0.5),
            (2, 0.5),
            (4, 0.5),
            (2, 0.5),
            (5, 0.5),
            (4, 0.5),
            (2, 1.0),
            (1, 0.5),
            (3, 0.5),
            (1, 0.5),
            (-1, 0.5),
            (0, 1.0),
            (1, 1.0),
        ],
        &[
            (7, 1.0),
            (6, 0.5),
            (5, 0.5),
            (4, 0.5),
            (5, 0.5),
            (4, 0.5),
            (2, 0.5),
            (3, 1.0),
            (2, 0.5),
            (1, 0.5),
            (0, 1.0),
            (1, 1.0),
        ],
    )
}

fn thermals() -> Song {
    let base =
        Song { lead: Lead::Keys, pattern: 2, form: DANCE, ..song(54, 118.0, key(57, Mode::Aeolian), techno::arrange) };
    motifs(
        harmony(Song { colour: Colour::Ninth, ..base }, &[0, 5, 2, 6], &[3, 5, 0, 6]),
        &[(4, 0.75), (5, 0.75), (4, 0.5), (2, 1.0), (4, 1.0), (6, 0.75), (4, 0.75), (2, 0.5), (1, 1.0), (REST, 1.0)],
        &[(7, 1.5), (6, 1.5), (4, 1.0), (5, 2.0), (4, 1.0), (REST, 1.0)],
    )
}

fn sea_fret() -> Song {
    let base = Song { lead: Lead::Bell, form: SLOW, ..song(55, 70.0, key(65, Mode::Lydian), drift::arrange) };
    motifs(
        harmony(base, &[0, 1, 4, 5], &[2, 1, 5, 4]),
        &[(0, 1.0), (1, 1.0), (3, 1.0), (2, 1.0), (-1, 3.0), (REST, 1.0)],
        &[(4, 1.5), (3, 0.5), (2, 2.0), (1, 2.0), (-2, 2.0)],
    )
}
