//! What the catalogue is made of: artists, releases, tracks.

use std::io::{self, Write};

use crate::form::Song;
use crate::wav::Format;
use crate::{buffer::Stereo, covers, mix, wav};

/// Everything there is to seed.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The artists; a label comes after the artists of its roster.
    pub artists: Vec<Artist>,
    /// Their releases, oldest first.
    pub releases: Vec<Release>,
}

/// Person, band or label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArtistKind {
    /// One person.
    Person,
    /// Several who play together.
    Band,
    /// A house with a roster.
    Label,
}

impl ArtistKind {
    /// The word for it: `person`, `band` or `label`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Band => "band",
            Self::Label => "label",
        }
    }
}

/// A public profile.
#[derive(Debug, Clone)]
pub struct Artist {
    /// Lowercase letters, digits and underscores.
    pub handle: &'static str,
    /// The name shown.
    pub name: &'static str,
    /// Person, band or label.
    pub kind: ArtistKind,
    /// Markdown.
    pub bio: &'static str,
    /// Where they are.
    pub place: &'static str,
    /// Labels and addresses.
    pub links: &'static [(&'static str, &'static str)],
    /// Handles of a label's artists; empty otherwise.
    pub roster: &'static [&'static str],
}

impl Artist {
    /// A square portrait, 1000 pixels wide, as PNG.
    pub fn picture_png(&self) -> Vec<u8> {
        covers::picture(self.handle)
    }

    /// A header, 1500 x 500 pixels, as PNG.
    pub fn header_png(&self) -> Vec<u8> {
        covers::header(self.handle)
    }
}

/// The kinds of release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseKind {
    /// A long one.
    Album,
    /// A shorter one.
    Ep,
    /// One song, perhaps with another version.
    Single,
    /// Tracks by several artists.
    Compilation,
    /// Played before people.
    Live,
}

impl ReleaseKind {
    /// The word for it: `album`, `ep`, `single`, `compilation` or `live`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Album => "album",
            Self::Ep => "ep",
            Self::Single => "single",
            Self::Compilation => "compilation",
            Self::Live => "live",
        }
    }
}

/// What others may do with a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Licence {
    /// Nothing without asking.
    AllRightsReserved,
    /// Creative Commons Attribution 4.0.
    CcBy,
    /// Creative Commons Attribution-ShareAlike 4.0.
    CcBySa,
    /// Creative Commons Attribution-NonCommercial-ShareAlike 4.0.
    CcByNcSa,
    /// Creative Commons Zero 1.0.
    Cc0,
}

impl Licence {
    /// The code for it, such as `cc-by-sa`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AllRightsReserved => "all-rights-reserved",
            Self::CcBy => "cc-by",
            Self::CcBySa => "cc-by-sa",
            Self::CcByNcSa => "cc-by-nc-sa",
            Self::Cc0 => "cc0",
        }
    }
}

/// How a price is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceMode {
    /// Nothing to pay.
    Free,
    /// Exactly the amount.
    Fixed,
    /// The amount or more.
    Minimum,
}

impl PriceMode {
    /// The word for it: `free`, `fixed` or `minimum`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Fixed => "fixed",
            Self::Minimum => "minimum",
        }
    }
}

/// A price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// How it is meant.
    pub mode: PriceMode,
    /// In the currency's smallest unit; 0 when free.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: &'static str,
}

impl Price {
    /// Nothing to pay.
    pub const FREE: Self = Self { mode: PriceMode::Free, amount_minor: 0, currency: "EUR" };

    /// Exactly so many cents.
    pub const fn fixed(amount_minor: i64) -> Self {
        Self { mode: PriceMode::Fixed, amount_minor, currency: "EUR" }
    }

    /// So many cents or more.
    pub const fn minimum(amount_minor: i64) -> Self {
        Self { mode: PriceMode::Minimum, amount_minor, currency: "EUR" }
    }
}

/// Who did what: name and role.
pub type Credit = (&'static str, &'static str);

/// An album, EP, single, compilation or live recording.
#[derive(Debug, Clone)]
pub struct Release {
    /// Whose it is.
    pub artist_handle: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its kind.
    pub kind: ReleaseKind,
    /// Markdown.
    pub about: &'static str,
    /// One genre.
    pub genre: &'static str,
    /// More words to find it by.
    pub tags: &'static [&'static str],
    /// Language of its words, ISO 639-1; none for instrumental music.
    pub language: Option<&'static str>,
    /// Where it was made.
    pub place: &'static str,
    /// The label's name, if it came out on one.
    pub label: Option<&'static str>,
    /// The label's number for it.
    pub catalogue_number: Option<&'static str>,
    /// What others may do with it.
    pub licence: Licence,
    /// Year, month and day as ISO 8601.
    pub release_date: &'static str,
    /// What it costs.
    pub price: Price,
    /// Who made the release as a whole.
    pub credits: &'static [Credit],
    /// Its tracks in order.
    pub tracks: Vec<Track>,
}

impl Release {
    /// The cover, 1400 x 1400 pixels, as PNG.
    pub fn cover_png(&self) -> Vec<u8> {
        covers::cover(self.title)
    }
}

/// One position on a release.
#[derive(Debug, Clone)]
pub struct Track {
    /// Position on the release, from 1.
    pub position: u16,
    /// Its title.
    pub title: &'static str,
    /// Handle of the artist who plays; the release's artist except on compilations.
    pub artist_handle: &'static str,
    /// Name of the artist who plays.
    pub artist_name: &'static str,
    /// Who did what on this track.
    pub credits: &'static [Credit],
    /// Plain words, a line each.
    pub lyrics: Option<String>,
    /// The same words with their times, in LRC.
    pub lrc: Option<String>,
    /// Whether the words are explicit.
    pub explicit: bool,
    /// How its samples are stored.
    pub format: Format,
    /// Title of the release, for tags.
    pub(crate) album: &'static str,
    /// Genre of the release, for tags.
    pub(crate) genre: &'static str,
    /// Date of the release, for tags.
    pub(crate) date: &'static str,
    /// The recipe of its music.
    pub(crate) song: Song,
}

impl Track {
    /// A file name such as `03 Salt Hands.wav`: position, title without characters that file systems refuse.
    pub fn file_name(&self) -> String {
        let title: String = self.title.chars().filter(|c| c.is_alphanumeric() || " ,.'()-".contains(*c)).collect();
        format!("{:02} {}.wav", self.position, title.trim())
    }

    /// The recipe of its music.
    pub fn song(&self) -> &Song {
        &self.song
    }

    /// Length in seconds, tail included.
    pub fn seconds(&self) -> f32 {
        (self.song.arrange)(&self.song).duration()
    }

    /// Composes, plays and mixes the track. Takes well under a second of processor time for a minute of music.
    pub fn perform(&self) -> Stereo {
        let score = (self.song.arrange)(&self.song);
        mix::perform(&score, self.song.seed, self.format.rate as f32)
    }

    /// Writes the track as a WAV file tagged with title, artist, release, position, genre and date.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn render(&self, out: &mut impl Write) -> io::Result<()> {
        let position = self.position.to_string();
        let tags = [
            (*b"INAM", self.title),
            (*b"IART", self.artist_name),
            (*b"IPRD", self.album),
            (*b"ITRK", position.as_str()),
            (*b"IGNR", self.genre),
            (*b"ICRD", self.date),
        ];
        wav::write(out, &self.perform(), self.format, &tags)
    }
}
