//! The upper part of a release's or track's page: cover, title, who, facts, and the button that plays.

use uuid::Uuid;

use crate::app::App;
use crate::embeds::code::Embed;
use crate::favourites::keep::Keep;
use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::sleeve::Sleeve;

/// From how many characters on a title is set smaller.
const LONG_TITLE: usize = 28;

/// What `components/hero.html` shows.
#[derive(Debug, Clone)]
pub struct Hero {
    /// The title, as the page's heading.
    pub title: String,
    /// Whether it is set smaller.
    pub is_long: bool,
    /// Who made it.
    pub by: String,
    /// The artist's page.
    pub artist_href: String,
    /// `@ode@music.example`.
    pub handle: String,
    /// The facts as sentences.
    pub facts: String,
    /// Whether it is marked as explicit.
    pub explicit: bool,
    /// The cover, or the pattern that stands in for it.
    pub cover: Cover,
    /// What plays first: id and MP3.
    pub first: Option<(String, String)>,
    /// The ids of everything that plays here, with spaces between.
    pub all: String,
    /// What the share button passes on; empty for none.
    pub share: String,
    /// The button that keeps it; none where nothing is kept.
    pub keep: Option<Keep>,
    /// The player for other pages; none where not everybody may hear it.
    pub embed: Option<Embed>,
}

/// A cover on a page of its own.
#[derive(Debug, Clone)]
pub enum Cover {
    /// A picture at 640 and 1400 pixels.
    Picture {
        /// At 640 pixels.
        medium: String,
        /// At 1400 pixels.
        large: String,
        /// What it shows.
        alt: String,
    },
    /// A pattern in the hues.
    Drawn(Drawn),
}

/// A pattern of lines below a disc, in a square of 100; the same for the same release.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The disc's middle, from the left and from above, and its radius.
    pub disc: (u8, u8, u8),
    /// Path data of the lines.
    pub lines: Vec<String>,
    /// What a reader hears of it.
    pub alt: String,
}

impl Hero {
    /// Of a release or, with its `title` and `entries`, of one of its tracks.
    #[must_use]
    pub fn of(app: &App, sleeve: &Sleeve, title: &str, entries: &[&Entry], addresses: &Addresses<'_>) -> Self {
        let host = app.base_url.split_once("://").map_or("", |(_, host)| host);
        let playing: Vec<_> = entries
            .iter()
            .filter_map(|entry| entry.encoding.as_ref().map(|encoding| (entry.track.id, encoding)))
            .collect();
        Self {
            title: title.to_owned(),
            is_long: title.chars().count() >= LONG_TITLE,
            by: sleeve.artist.name.clone(),
            artist_href: addresses.artist(),
            handle: format!("@{}@{host}", sleeve.artist.handle),
            facts: String::new(),
            explicit: entries.iter().any(|entry| entry.track.explicit),
            cover: Cover::of(sleeve, addresses),
            first: playing.first().map(|(id, encoding)| (id.to_string(), addresses.media(encoding).mp3)),
            all: playing.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>().join(" "),
            share: if addresses.is_private() { String::new() } else { addresses.release() },
            keep: None,
            embed: None,
        }
    }
}

impl Cover {
    /// The release's picture, else its pattern.
    #[must_use]
    pub fn of(sleeve: &Sleeve, addresses: &Addresses<'_>) -> Self {
        match &sleeve.cover {
            Some(image) => Self::Picture {
                medium: addresses.image(image.id, 640),
                large: addresses.image(image.id, 1400),
                alt: sleeve.cover_alt(),
            },
            None => Self::Drawn(Drawn::of(sleeve.release.id.0, &sleeve.release.title)),
        }
    }
}

impl Drawn {
    /// The pattern of the thing with this id and title.
    #[must_use]
    pub fn of(id: Uuid, title: &str) -> Self {
        // The last bytes of an id are random, the first ones are the time.
        let (_, random) = id.as_bytes().split_at(8);
        let byte = |index: usize| random.get(index % random.len().max(1)).copied().unwrap_or(0);
        let line = |number: u8| {
            let y = 46 + i32::from(number) * 4;
            let swing = |index: usize| i32::from(byte(index + usize::from(number) / 3)) % 15 - 7;
            format!("M0 {}C28 {} 64 {} 100 {}", y + swing(1), y + swing(2), y + swing(3), y + swing(4))
        };
        Self {
            disc: (30 + byte(0) % 41, 24 + byte(5) % 15, 14 + byte(6) % 8),
            lines: (0..15).map(line).collect(),
            alt: format!("{title} has no cover; a pattern in its colours stands in"),
        }
    }
}
