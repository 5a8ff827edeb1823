//! Lantern Allotment: strings round a kitchen table.

use super::recipe::{CD, Plan, ROUND, SLOW, SONG, fill, harmony, key, motifs, song};
use crate::form::{Lead, REST, Song};
use crate::notes::{Colour, Mode};
use crate::people::{Artist, ArtistKind, Credit, Licence, Price, Release, ReleaseKind};
use crate::styles::folk;

/// Handle and name.
pub const BAND: (&str, &str) = ("lantern_allotment", "Lantern Allotment");
const QUARTET: &[Credit] = &[
    ("Bryony Castell", "Guitar"),
    ("Fen Adeyemi", "Mandolin, whistle"),
    ("Joost Verhalle", "Bass"),
    ("Mabel Thirsk", "Concertina, brushes"),
];
/// One third of a beat.
const T: f32 = 1.0 / 3.0;

/// The profile.
pub fn artist() -> Artist {
    Artist {
        handle: "lantern_allotment",
        name: "Lantern Allotment",
        kind: ArtistKind::Band,
        bio: "Four neighbours with adjoining vegetable plots and one good shed. We play tunes about soil, weather and \
              slugs on instruments that survive being rained on.\n\nFind us at the *Thursday gate* when the beans are in.",
        place: "Hebden Bridge, Yorkshire",
        links: &[
            ("Where we play next", "https://lantern-allotment.example.org/gate"),
            ("Tune book", "https://lantern-allotment.example.org/tunes"),
            ("Seed swap", "https://seeds.example.org"),
        ],
        roster: &[],
    }
}

/// The releases.
pub fn releases() -> Vec<Release> {
    vec![row_of_beans(), frost_date()]
}

fn row_of_beans() -> Release {
    let release = Release {
        artist_handle: "lantern_allotment",
        title: "A Row of Beans",
        kind: ReleaseKind::Ep,
        about: "Four tunes in the order in which they are needed: poles, slugs, compost, water. Recorded in the shed in \
                two afternoons, with the door propped open by a bag of grit.",
        genre: "Folk",
        tags: &["acoustic", "strings", "dance tunes", "garden"],
        language: None,
        place: "Hebden Bridge, Yorkshire",
        label: Some("Haar & Hum"),
        catalogue_number: Some("HAAR 003"),
        licence: Licence::CcBySa,
        release_date: "2026-05-21",
        price: Price::minimum(400),
        credits: QUARTET,
        tracks: Vec::new(),
    };
    let plan = |title, song| Plan { title, by: BAND, credits: QUARTET, words: &[], song };
    let tracks = [
        plan("Bean Poles", bean_poles()),
        plan("Slug Patrol", slug_patrol()),
        plan("Compost Waltz", compost_waltz()),
        plan("Watering Can", watering_can()),
    ];
    fill(release, CD, &tracks)
}

fn frost_date() -> Release {
    let release = Release {
        artist_handle: "lantern_allotment",
        title: "Frost Date",
        kind: ReleaseKind::Single,
        about: "A song for the night you carry everything indoors. The shed version was played at midnight, in gloves.",
        genre: "Folk",
        tags: &["acoustic", "winter", "concertina"],
        language: Some("en"),
        place: "Hebden Bridge, Yorkshire",
        label: Some("Haar & Hum"),
        catalogue_number: Some("HAAR 005"),
        licence: Licence::CcBySa,
        release_date: "2026-10-09",
        price: Price::FREE,
        credits: QUARTET,
        tracks: Vec::new(),
    };
    let plan = Plan { title: "Frost Date", by: BAND, credits: QUARTET, words: FROST_DATE, song: frost(31) };
    let shed = Song { tempo: 78.0, pattern: 3, form: SLOW, lead: Lead::Whistle, ..frost(32) };
    fill(release, CD, &[plan, Plan { title: "Frost Date (Shed Version)", words: &[], song: shed, ..plan }])
}

fn bean_poles() -> Song {
    let base = Song { lead: Lead::Pluck, form: SONG, ..song(11, 106.0, key(67, Mode::Ionian), folk::arrange) };
    motifs(
        harmony(Song { colour: Colour::Triad, ..base }, &[0, 3, 0, 4], &[5, 3, 0, 4]),
        &[(-3, 0.5), (-2, 0.5), (0, 1.0), (0, 0.5), (1, 0.5), (2, 1.0), (1, 0.5), (0, 0.5), (-2, 1.0), (-3, 2.0)],
        &[(2, 1.0), (2, 0.5), (1, 0.5), (0, 1.0), (-2, 1.0), (0, 0.5), (1, 0.5), (0, 0.5), (-2, 0.5), (-3, 2.0)],
    )
}

fn slug_patrol() -> Song {
    let base = Song {
        meter: 2,
        pattern: 2,
        lead: Lead::Whistle,
        form: ROUND,
        ..song(12, 104.0, key(62, Mode::Dorian), folk::arrange)
    };
    motifs(
        harmony(Song { colour: Colour::Triad, ..base }, &[0, 0, 6, 0], &[2, 6, 3, 0]),
        &[(0, T), (2, T), (4, T), (4, 2.0 * T), (3, T), (2, T), (3, T), (1, T), (0, 1.0)],
        &[(4, 2.0 * T), (4, T), (5, T), (4, T), (3, T), (2, 2.0 * T), (1, T), (0, 1.0)],
    )
}

fn compost_waltz() -> Song {
    let base = Song {
        meter: 3,
        pattern: 1,
        lead: Lead::Reed,
        form: ROUND,
        ..song(13, 138.0, key(65, Mode::Ionian), folk::arrange)
    };
    motifs(
        harmony(Song { colour: Colour::Triad, ..base }, &[0, 3, 4, 0], &[5, 3, 1, 4]),
        &[(4, 2.0), (5, 1.0), (4, 1.0), (2, 1.0), (0, 1.0)],
        &[(7, 2.0), (6, 1.0), (5, 1.0), (4, 1.0), (5, 1.0)],
    )
}

fn watering_can() -> Song {
    let base =
        Song { pattern: 3, lead: Lead::Pluck, form: SONG, ..song(14, 98.0, key(57, Mode::Mixolydian), folk::arrange) };
    motifs(
        harmony(Song { colour: Colour::Ninth, ..base }, &[0, 6, 3, 0], &[5, 3, 0, 6]),
        &[
            (0, 0.75),
            (2, 0.25),
            (4, 1.0),
            (5, 0.5),
            (4, 0.5),
            (2, 1.0),
            (3, 0.75),
            (2, 0.25),
            (0, 1.0),
            (-1, 0.5),
            (0, 0.5),
            (1, 1.0),
        ],
        &[(7, 1.0), (5, 0.5), (4, 0.5), (5, 2.0), (4, 0.75), (3, 0.25), (2, 1.0), (0, 2.0)],
    )
}

const FROST_DATE: &[(f32, &str)] = &[
    (2.0, "Bring the squashes in, love, bring the chairs,"),
    (4.0, "there's a ring around the moon tonight."),
    (6.0, "Bring the basil up the kitchen stairs"),
    (8.0, "and set it underneath the light."),
    (10.0, "Oh, the frost date's on the wall,"),
    (12.0, "and the frost comes when it will."),
    (14.0, "Leave one lantern in the shed, love,"),
    (16.0, "for the hedgehog and the hare,"),
    (18.0, "and the rosemary can stay out:"),
    (20.0, "it was never one to care."),
];

fn frost(seed: u64) -> Song {
    let base = Song { lead: Lead::Reed, form: SONG, ..song(seed, 88.0, key(64, Mode::Aeolian), folk::arrange) };
    motifs(
        harmony(Song { colour: Colour::Ninth, ..base }, &[0, 5, 2, 6], &[3, 0, 5, 6]),
        &[(0, 1.0), (2, 0.5), (3, 0.5), (4, 2.0), (3, 0.5), (2, 0.5), (1, 1.0), (2, 1.0), (REST, 1.0)],
        &[(5, 1.5), (4, 0.5), (3, 1.0), (4, 1.0), (2, 2.0), (1, 1.0), (REST, 1.0)],
    )
}
