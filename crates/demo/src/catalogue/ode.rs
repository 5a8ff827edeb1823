//! Ode Halloran: ambient piano beside the sea.

use super::recipe::{CD, GROWING, Plan, ROUND, SLOW, STUDIO, fill, harmony, key, motifs, song};
use crate::form::{Lead, REST, Role, Song};
use crate::notes::{Colour, Mode};
use crate::people::{Artist, ArtistKind, Credit, Licence, Price, Release, ReleaseKind};
use crate::styles::{choir, drift, dusk};

const ODE: (&str, &str) = ("ode", "Ode Halloran");
const ALONE: &[Credit] = &[("Ode Halloran", "Piano, hydrophone")];
const WITH_INGE: &[Credit] = &[("Ode Halloran", "Piano"), ("Inge Sørli", "Words")];

/// The profile.
pub fn artist() -> Artist {
    Artist {
        handle: "ode",
        name: "Ode Halloran",
        kind: ArtistKind::Person,
        bio: "Piano, hydrophone and whatever the tide leaves behind. I keep a loft above a net store, record with \
              the windows open and stop when the gulls win.\n\nNew pieces appear at low water. **Lessons on Tuesdays**, \
              tea provided.",
        place: "Kirkcaldy, Fife",
        links: &[
            ("Tide table and notes", "https://ode-halloran.example.org/notes"),
            ("Sheet music", "https://ode-halloran.example.org/scores"),
        ],
        roster: &[],
    }
}

/// The releases.
pub fn releases() -> Vec<Release> {
    vec![low_water_marks(), net_loft()]
}

fn low_water_marks() -> Release {
    let release = Release {
        artist_handle: "ode",
        title: "Low Water Marks",
        kind: ReleaseKind::Album,
        about: "Recorded over seven ebb tides in a net loft, with the windows open. Every piece starts at the moment \
                the water turned and ends when it had gone out far enough to walk.\n\nThe piano is the one that came \
                with the building. The waves are the ones that came with the town.",
        genre: "Ambient",
        tags: &["piano", "field recording", "sea", "slow"],
        language: Some("en"),
        place: "Kirkcaldy, Fife",
        label: None,
        catalogue_number: None,
        licence: Licence::CcByNcSa,
        release_date: "2026-11-14",
        price: Price::minimum(900),
        credits: &[("Ode Halloran", "Piano, hydrophone"), ("Tam Okafor", "Mastering"), ("Inge Sørli", "Words on 3")],
        tracks: Vec::new(),
    };
    let plan = |title, song| Plan { title, by: ODE, credits: ALONE, words: &[], song };
    fill(
        release,
        STUDIO,
        &[
            plan("Slack Water", slack_water(1)),
            plan("Harbour Lights, Half Off", harbour_lights()),
            Plan { credits: WITH_INGE, words: SALT_HANDS, ..plan("Salt Hands", salt_hands()) },
            plan("Neap", neap()),
            plan("What the Gulls Kept", gulls()),
            plan("Bladderwrack", bladderwrack()),
            plan("Spring Tide", spring_tide()),
        ],
    )
}

fn net_loft() -> Release {
    let release = Release {
        artist_handle: "ode",
        title: "Live at the Net Loft",
        kind: ReleaseKind::Live,
        about: "Three pieces for forty folding chairs, played on the last evening before the roof was mended. Somebody \
                brought soup. You can hear the room, and towards the end you can hear that it was full.",
        genre: "Ambient",
        tags: &["piano", "live", "improvisation"],
        language: None,
        place: "Kirkcaldy, Fife",
        label: None,
        catalogue_number: None,
        licence: Licence::CcBy,
        release_date: "2026-03-02",
        price: Price::FREE,
        credits: &[("Ode Halloran", "Piano"), ("Tam Okafor", "Recording")],
        tracks: Vec::new(),
    };
    let plan = |title, song| Plan { title, by: ODE, credits: ALONE, words: &[], song: Song { applause: true, ..song } };
    fill(
        release,
        CD,
        &[
            plan("Slack Water, Quicker", Song { tempo: 74.0, pattern: 3, ..slack_water(21) }),
            plan("Request for the Harbourmaster", harbourmaster()),
            plan("Last Bus Along the Front", last_bus()),
        ],
    )
}

fn slack_water(seed: u64) -> Song {
    let base = Song { ..song(seed, 66.0, key(62, Mode::Ionian), drift::arrange) };
    motifs(
        harmony(base, &[0, 5, 3, 4], &[3, 4, 5, 3]),
        &[(2, 1.5), (1, 0.5), (2, 1.0), (4, 1.0), (3, 2.0), (1, 1.0), (REST, 1.0)],
        &[(4, 2.0), (5, 1.0), (4, 1.0), (2, 3.0), (REST, 1.0)],
    )
}

fn harbour_lights() -> Song {
    let base = Song { meter: 3, pattern: 2, form: ROUND, ..song(2, 112.0, key(57, Mode::Dorian), drift::arrange) };
    motifs(
        harmony(base, &[0, 3, 0, 6], &[2, 6, 3, 0]),
        &[(4, 2.0), (5, 1.0), (6, 1.0), (5, 1.0), (2, 1.0)],
        &[(8, 1.0), (7, 1.0), (6, 1.0), (7, 2.0), (REST, 1.0)],
    )
}

const SALT_HANDS: &[(f32, &str)] = &[
    (2.0, "The rope remembers every hand that held it."),
    (4.0, "Mine were the last before the frost."),
    (6.0, "We counted boats until the light was lifted,"),
    (8.0, "and then we counted what the light had cost."),
    (10.0, "Salt in the bread, salt on the window,"),
    (11.0, "salt in the seams of my father's coat."),
    (12.5, "If you should ask me what the tide is owing,"),
    (14.0, "I'd say: a hand, a harbour and a boat."),
];

fn salt_hands() -> Song {
    let base = Song { pattern: 1, ..song(3, 68.0, key(59, Mode::Aeolian), drift::arrange) };
    motifs(
        harmony(base, &[0, 5, 2, 6], &[3, 0, 5, 6]),
        &[(4, 1.0), (2, 0.5), (1, 0.5), (2, 2.0), (0, 1.5), (1, 0.5), (-1, 2.0)],
        &[(REST, 1.0), (4, 1.0), (5, 1.0), (4, 1.0), (2, 2.0), (1, 2.0)],
    )
}

fn neap() -> Song {
    const FORM: &[(Role, u16)] = &[(Role::Intro, 1), (Role::A, 4), (Role::B, 2), (Role::A2, 4), (Role::Outro, 1)];
    let base = Song { lead: Lead::Bell, form: FORM, ..song(4, 64.0, key(67, Mode::Lydian), choir::arrange) };
    motifs(
        harmony(base, &[0, 1, 5, 4], &[2, 1]),
        &[(-3, 1.0), (0, 1.0), (1, 2.0), (2, 1.5), (1, 0.5), (0, 2.0)],
        &[(2, 1.0), (3, 1.0), (2, 2.0)],
    )
}

fn gulls() -> Song {
    let base = Song {
        lead: Lead::Whistle,
        pattern: 3,
        form: SLOW,
        ..song(5, 76.0, key(64, Mode::Mixolydian), drift::arrange)
    };
    motifs(
        harmony(base, &[0, 6, 3, 0], &[5, 3, 6, 4]),
        &[(4, 0.5), (5, 0.5), (4, 1.0), (2, 2.0), (3, 0.5), (4, 0.5), (3, 1.0), (1, 2.0)],
        &[(0, 1.0), (2, 1.0), (5, 2.0), (4, 1.0), (3, 1.0), (1, 1.0), (REST, 1.0)],
    )
}

fn bladderwrack() -> Song {
    let base = Song { colour: Colour::Seventh, ..song(6, 78.0, key(66, Mode::Dorian), dusk::arrange) };
    motifs(
        harmony(base, &[0, 3, 0, 6], &[5, 4, 3, 6]),
        &[
            (REST, 0.5),
            (4, 0.5),
            (3, 0.5),
            (2, 0.5),
            (0, 1.5),
            (REST, 1.0),
            (2, 0.5),
            (3, 0.5),
            (4, 0.5),
            (1, 1.0),
            (REST, 1.0),
        ],
        &[(4, 1.5), (3, 0.5), (2, 1.0), (0, 1.0), (1, 2.0), (-1, 1.0), (REST, 1.0)],
    )
}

fn spring_tide() -> Song {
    let base = Song { pattern: 1, form: GROWING, ..song(7, 82.0, key(62, Mode::Ionian), drift::arrange) };
    motifs(
        harmony(base, &[0, 4, 5, 3], &[3, 0, 4, 5]),
        &[(0, 0.5), (1, 0.5), (2, 1.0), (4, 1.5), (2, 0.5), (5, 1.5), (4, 0.5), (2, 2.0)],
        &[(5, 1.0), (4, 1.0), (5, 1.0), (7, 1.0), (6, 2.0), (4, 2.0)],
    )
}

fn harbourmaster() -> Song {
    let base = Song { meter: 3, pattern: 2, form: ROUND, ..song(22, 126.0, key(65, Mode::Ionian), drift::arrange) };
    motifs(
        harmony(base, &[0, 5, 1, 4], &[3, 4, 2, 5]),
        &[(2, 1.0), (0, 1.0), (2, 1.0), (4, 2.0), (3, 1.0)],
        &[(5, 2.0), (4, 1.0), (2, 2.0), (1, 1.0)],
    )
}

fn last_bus() -> Song {
    let base = Song {
        lead: Lead::Keys,
        colour: Colour::Seventh,
        pattern: 1,
        ..song(23, 74.0, key(63, Mode::Ionian), dusk::arrange)
    };
    motifs(
        harmony(base, &[0, 5, 1, 4], &[3, 2, 1, 4]),
        &[(4, 1.0), (2, 0.5), (4, 0.5), (5, 1.5), (4, 0.5), (3, 1.0), (1, 0.5), (3, 0.5), (2, 1.5), (REST, 0.5)],
        &[(5, 1.5), (6, 0.5), (7, 2.0), (5, 1.0), (4, 1.0), (2, 1.0), (REST, 1.0)],
    )
}
