//! Short ways to write songs and tracks down.

use crate::form::{Lead, Motif, Role, Song};
use crate::notes::{Colour, Key, Mode};
use crate::people::{Credit, Release, Track};
use crate::score::Score;
use crate::wav::Format;

/// CD quality.
pub const CD: Format = Format { rate: 44_100, bits: 16 };
/// Studio quality.
pub const STUDIO: Format = Format { rate: 48_000, bits: 24 };

/// Intro 2, A 4, B 4, A' 4, outro 2 bars: for slow music.
pub const SLOW: &[(Role, u16)] = &[(Role::Intro, 2), (Role::A, 4), (Role::B, 4), (Role::A2, 4), (Role::Outro, 2)];
/// Intro 2, A 4, B 4, A' 8, outro 2 bars.
pub const GROWING: &[(Role, u16)] = &[(Role::Intro, 2), (Role::A, 4), (Role::B, 4), (Role::A2, 8), (Role::Outro, 2)];
/// Intro 2, A 8, B 4, A' 8, outro 2 bars: for songs.
pub const SONG: &[(Role, u16)] = &[(Role::Intro, 2), (Role::A, 8), (Role::B, 4), (Role::A2, 8), (Role::Outro, 2)];
/// Intro 4, A 8, B 8, A' 8, outro 2 bars: for dances.
pub const DANCE: &[(Role, u16)] = &[(Role::Intro, 4), (Role::A, 8), (Role::B, 8), (Role::A2, 8), (Role::Outro, 2)];
/// Intro 4, A 8, B 8, A' 16, outro 4 short bars: for jigs and waltzes.
pub const ROUND: &[(Role, u16)] = &[(Role::Intro, 4), (Role::A, 8), (Role::B, 8), (Role::A2, 16), (Role::Outro, 2)];

/// A track before its release is known.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Title.
    pub title: &'static str,
    /// Handle and name of who plays.
    pub by: (&'static str, &'static str),
    /// Who did what.
    pub credits: &'static [Credit],
    /// Bars at which lines of words are spoken, and the lines.
    pub words: &'static [(f32, &'static str)],
    /// The music.
    pub song: Song,
}

/// Tonic and mode.
pub const fn key(tonic: i32, mode: Mode) -> Key {
    Key { tonic, mode }
}

/// A song in four with triads and a first pattern; the rest is set with struct update.
pub const fn song(seed: u64, tempo: f32, key: Key, arrange: fn(&Song) -> Score) -> Song {
    Song {
        seed,
        tempo,
        meter: 4,
        key,
        colour: Colour::Ninth,
        a: &[0],
        b: &[0],
        motif_a: &[],
        motif_b: &[],
        form: SLOW,
        lead: Lead::Piano,
        pattern: 0,
        applause: false,
        arrange,
    }
}

/// The motifs of a song.
pub const fn motifs(song: Song, a: Motif, b: Motif) -> Song {
    Song { motif_a: a, motif_b: b, ..song }
}

/// The harmony of a song: chord roots of its two ideas.
pub const fn harmony(song: Song, a: &'static [i32], b: &'static [i32]) -> Song {
    Song { a, b, ..song }
}

/// Puts planned tracks on a release.
pub fn fill(release: Release, format: Format, plans: &[Plan]) -> Release {
    let tracks = plans.iter().zip(1..).map(|(plan, position)| track(&release, format, plan, position)).collect();
    Release { tracks, ..release }
}

fn track(release: &Release, format: Format, plan: &Plan, position: u16) -> Track {
    let lines: Vec<&str> = plan.words.iter().map(|(_, line)| *line).collect();
    let spoken = !lines.is_empty();
    Track {
        position,
        title: plan.title,
        artist_handle: plan.by.0,
        artist_name: plan.by.1,
        credits: plan.credits,
        lyrics: spoken.then(|| lines.join("\n")),
        lrc: spoken.then(|| synced(&plan.song, plan.words)),
        explicit: false,
        format,
        album: release.title,
        genre: release.genre,
        date: release.release_date,
        song: plan.song,
    }
}

/// LRC with the times at which the given bars sound.
fn synced(song: &Song, words: &[(f32, &str)]) -> String {
    let score = (song.arrange)(song);
    let mut text = String::new();
    for (bar, line) in words {
        let hundredths = (score.seconds(bar * song.bar_beats()) * 100.0).round() as u32;
        let (minutes, seconds, rest) = (hundredths / 6000, hundredths / 100 % 60, hundredths % 100);
        text.push_str(&format!("[{minutes:02}:{seconds:02}.{rest:02}]{line}\n"));
    }
    text
}
