//! What the box beside a release offers: files, or the price.

use model::downloads::DownloadFormat;
use model::releases::{PriceMode, Release};

use crate::downloads::shelf::{File, FileState, Shelf};
use crate::releases::record::{Entry, Record};
use crate::releases::words;

/// The box.
#[derive(Debug, Clone)]
pub enum Offer {
    /// It costs nothing: the files, and the page that lists them all.
    Free {
        /// One per format.
        links: Vec<Link>,
        /// The page of all files.
        all: String,
        /// Whether some are not made yet.
        preparing: bool,
    },
    /// It has a price.
    Paid(String),
    /// Nothing can be said of it: the release is not published.
    None,
}

/// A file, or a ZIP of them.
#[derive(Debug, Clone)]
pub struct Link {
    /// "FLAC".
    pub label: String,
    /// What is remarkable about it; empty for nothing.
    pub note: String,
    /// Where it is; empty while it is prepared, or when it cannot be made.
    pub href: String,
    /// "312 MB"; empty while unknown.
    pub size: String,
    /// Whether it will never be made.
    pub refused: bool,
}

impl Link {
    /// Whether it is still being made.
    #[must_use]
    pub fn is_preparing(&self) -> bool {
        self.href.is_empty() && !self.refused
    }
}

impl Offer {
    /// Of a whole release.
    #[must_use]
    pub fn of_release(record: &Record, shelf: &Shelf) -> Self {
        match price(&record.sleeve.release) {
            Some(price) => Self::Paid(price),
            None => Self::free(record, release_links(record, shelf)),
        }
    }

    /// Of one track.
    #[must_use]
    pub fn of_track(record: &Record, entry: &Entry, shelf: &Shelf) -> Self {
        match price(&record.sleeve.release) {
            Some(price) => Self::Paid(price),
            None => Self::free(record, track_links(record, entry, shelf)),
        }
    }

    fn free(record: &Record, links: Vec<Link>) -> Self {
        let all = urls::release_downloads(&record.sleeve.artist.handle, &record.sleeve.release.slug);
        let preparing = links.is_empty() || links.iter().any(Link::is_preparing);
        Self::Free { links, all, preparing }
    }
}

/// "€9.00", "€9.00 or more"; `None` for what is free.
#[must_use]
pub fn price(release: &Release) -> Option<String> {
    let money = words::money(release.price_amount_minor, release.price_currency.trim());
    match release.price_mode {
        PriceMode::Free => None,
        PriceMode::Fixed => Some(money),
        PriceMode::Minimum => Some(format!("{money} or more")),
    }
}

/// The whole release in each format: as a ZIP, or as its one file.
#[must_use]
pub fn release_links(record: &Record, shelf: &Shelf) -> Vec<Link> {
    if let [only] = record.entries.as_slice() {
        return track_links(record, only, shelf);
    }
    let handle = &record.sleeve.artist.handle;
    let slug = &record.sleeve.release.slug;
    let link = |format: DownloadFormat| {
        let files = shelf.whole(format).unwrap_or_default();
        let ready: Option<i64> = files.iter().map(|file| ready_bytes(file)).sum();
        let ready = ready.filter(|_| !files.is_empty());
        let originals = files.iter().filter(|file| file.format == DownloadFormat::Original).count();
        Link {
            label: if format == DownloadFormat::Original {
                "Original files".to_owned()
            } else {
                format.name().to_owned()
            },
            note: match originals {
                0 => String::new(),
                _ if format == DownloadFormat::Original => "As the artist uploaded them".to_owned(),
                1 => "1 track as it was uploaded".to_owned(),
                n => format!("{n} tracks as they were uploaded"),
            },
            href: ready.map(|_| urls::release_download(handle, slug, format.word())).unwrap_or_default(),
            size: ready.map(words::size).unwrap_or_default(),
            refused: files.iter().any(|file| file.state == FileState::Refused),
        }
    };
    shelf.formats().into_iter().map(link).collect()
}

/// One track in each of its formats.
#[must_use]
pub fn track_links(record: &Record, entry: &Entry, shelf: &Shelf) -> Vec<Link> {
    let link = |file: &File| {
        let (handle, slug) = (&record.sleeve.artist.handle, &record.sleeve.release.slug);
        let ready = ready_bytes(file);
        let original = file.format == DownloadFormat::Original;
        Link {
            label: if original { file.extension.to_uppercase() } else { file.format.name().to_owned() },
            note: if original { "As the artist uploaded it".to_owned() } else { String::new() },
            href: ready
                .map(|_| urls::track_download(handle, slug, &entry.track.slug, file.format.word()))
                .unwrap_or_default(),
            size: ready.map(words::size).unwrap_or_default(),
            refused: file.state == FileState::Refused,
        }
    };
    shelf.of_track(entry.track.id).map(link).collect()
}

fn ready_bytes(file: &File) -> Option<i64> {
    match &file.state {
        FileState::Ready(_, bytes) => Some(*bytes),
        _ => None,
    }
}
