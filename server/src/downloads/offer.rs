//! What the box beside a release offers: files, or the price; and what the release comes with.

use model::downloads::{DownloadFormat, bitrate_kbps, formats_of};
use model::entitlements::Rights;
use model::extras::Extra;
use model::masters::Master;
use model::releases::{PriceMode, Release};

use crate::downloads::goods::{Counter, Goods};
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::purchases::buying::Buying;
use crate::releases::record::Entry;
use crate::releases::words;

/// The box.
#[derive(Debug, Clone)]
pub enum Offer {
    /// Whoever looks may have it: the files, and the page that lists them all.
    Open {
        /// "Free download", or that it is theirs.
        title: &'static str,
        /// The formats.
        links: Links,
        /// The page of all files.
        all: String,
        /// What is to be known of files that were lossy from the start; empty where none was.
        lossy: String,
        /// What it comes with.
        extras: Vec<ExtraLink>,
    },
    /// It has a price.
    Paid {
        /// The price, and how it is bought.
        buying: Box<Buying>,
        /// What whoever buys it can have it as.
        formats: Vec<&'static str>,
        /// What it comes with, without links.
        extras: Vec<ExtraLink>,
    },
    /// Nothing can be said of it: the release is not published.
    None,
}

/// The formats of something: those most people come for, and the others.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Offered first.
    pub first: Vec<Link>,
    /// Behind "Other formats".
    pub others: Vec<Link>,
}

/// A file, or a ZIP of them.
#[derive(Debug, Clone)]
pub struct Link {
    /// "FLAC".
    pub label: String,
    /// What is remarkable about it; empty for nothing.
    pub note: String,
    /// The file, or the page that has it made; empty when it cannot be made.
    pub href: String,
    /// "312 MB", "about 40 MB"; empty while unknown.
    pub size: String,
    /// Whether it is there already.
    pub is_ready: bool,
}

/// Something a release comes with.
#[derive(Debug, Clone)]
pub struct ExtraLink {
    /// "Booklet.pdf".
    pub name: String,
    /// "PDF, 4.2 MB".
    pub facts: String,
    /// What the artist says of it.
    pub description: String,
    /// The file; empty for those who may not have it.
    pub href: String,
}

impl Offer {
    /// Of a whole release.
    #[must_use]
    pub fn of_release(goods: &Goods, shelf: &Shelf, rights: &Rights, buying: Option<Buying>) -> Self {
        let record = &goods.record;
        match buying {
            Some(buying) if !rights.whole.download => Self::paid(buying, shelf, sealed(&goods.extras)),
            _ => Self::Open {
                title: title(&record.sleeve.release),
                links: release_links(goods, shelf),
                all: goods.counter.all(),
                lossy: lossy(&record.entries.iter().collect::<Vec<_>>()),
                extras: extra_links(&goods.counter, &goods.extras),
            },
        }
    }

    /// Of one track.
    #[must_use]
    pub fn of_track(goods: &Goods, entry: &Entry, shelf: &Shelf, rights: &Rights, buying: Option<Buying>) -> Self {
        let release = &goods.record.sleeve.release;
        match buying {
            Some(buying) if !rights.of(entry.track.id).download => Self::paid(buying, shelf, Vec::new()),
            _ => Self::Open {
                title: title(release),
                links: track_links(&goods.counter, entry, shelf),
                all: goods.counter.all(),
                lossy: lossy(&[entry]),
                extras: Vec::new(),
            },
        }
    }

    fn paid(buying: Buying, shelf: &Shelf, extras: Vec<ExtraLink>) -> Self {
        let buying = Box::new(buying);
        Self::Paid { buying, formats: shelf.formats().into_iter().map(DownloadFormat::name).collect(), extras }
    }
}

/// What stands above files that somebody may have.
fn title(release: &Release) -> &'static str {
    if release.price_mode == PriceMode::Free && !release.members_only { "Free download" } else { "Yours to download" }
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

/// The whole release in each format: as a ZIP, or as its one file where nothing comes with it.
#[must_use]
pub fn release_links(goods: &Goods, shelf: &Shelf) -> Links {
    let counter = &goods.counter;
    if let ([only], true) = (goods.record.entries.as_slice(), goods.extras.is_empty()) {
        return track_links(counter, only, shelf);
    }
    let link = |format: DownloadFormat| {
        let files = shelf.whole(format).unwrap_or_default();
        let ready: Option<i64> = files.iter().map(|file| ready_bytes(file)).sum();
        let ready = ready.filter(|_| !files.is_empty());
        let estimate: Option<i64> = files.iter().map(|file| ready_bytes(file).or(file.estimate)).sum();
        let as_they_are = files.iter().filter(|file| file.format != format).count();
        let refused = files.iter().any(|file| file.state == FileState::Refused);
        Link {
            label: if format == DownloadFormat::Original { "Original files" } else { format.name() }.to_owned(),
            note: match as_they_are {
                _ if format == DownloadFormat::Original => "As the artist uploaded them".to_owned(),
                1 if format.is_lossless() => "Lossless but for 1 track".to_owned(),
                n if n > 0 && format.is_lossless() => format!("Lossless but for {n} tracks"),
                _ => format.note().to_owned(),
            },
            href: match ready {
                _ if refused => String::new(),
                Some(_) => counter.release(format),
                None => counter.release_page(format),
            },
            size: size(ready, estimate),
            is_ready: ready.is_some(),
        }
    };
    sorted(shelf.formats().into_iter().map(|format| (format, link(format))))
}

/// One track in each of its formats.
#[must_use]
pub fn track_links(counter: &Counter, entry: &Entry, shelf: &Shelf) -> Links {
    let link = |file: &File| {
        let ready = ready_bytes(file);
        let (track, format) = (entry.track.slug.as_str(), file.format);
        let original = format == DownloadFormat::Original;
        Link {
            label: if original { file.extension.to_uppercase() } else { file.format.name().to_owned() },
            note: file.format.note().to_owned(),
            href: match (&file.state, ready) {
                (FileState::Refused, _) => String::new(),
                (_, Some(_)) => counter.track(track, format),
                (_, None) => counter.track_page(track, format),
            },
            size: size(ready, file.estimate),
            is_ready: ready.is_some(),
        }
    };
    sorted(shelf.of_track(entry.track.id).map(|file| (file.format, link(file))))
}

/// What a release comes with, for those who may have it.
#[must_use]
pub fn extra_links(counter: &Counter, extras: &[Extra]) -> Vec<ExtraLink> {
    extras.iter().map(|extra| ExtraLink { href: counter.extra(extra), ..sealed_one(extra) }).collect()
}

/// What a release comes with, for those who may not have it.
fn sealed(extras: &[Extra]) -> Vec<ExtraLink> {
    extras.iter().map(sealed_one).collect()
}

fn sealed_one(extra: &Extra) -> ExtraLink {
    ExtraLink {
        name: extra.filename.clone(),
        facts: format!("{}, {}", extra.kind.name(), words::size(extra.bytes)),
        description: extra.description.clone(),
        href: String::new(),
    }
}

/// What is to be known of tracks that were lossy from the start; empty where none was.
#[must_use]
pub fn lossy(entries: &[&Entry]) -> String {
    let masters: Vec<&Master> = entries.iter().filter_map(|entry| entry.master.as_ref()).collect();
    let lossy: Vec<&&Master> = masters.iter().filter(|master| !master.lossless).collect();
    let kind = |master: &Master| format!("{} at {} kbit/s", master.codec.to_uppercase(), bitrate_kbps(master));
    let has_smaller = lossy.iter().any(|master| formats_of(master).len() > 1);
    let smaller = if has_smaller { " Other formats are smaller copies." } else { "" };
    match (lossy.as_slice(), masters.len()) {
        ([], _) => String::new(),
        ([one], 1) => format!(
            "This track was uploaded as {}. You get that very file: a FLAC made from it would be larger and sound no better.{smaller}",
            kind(one)
        ),
        (all, total) if all.len() == total => format!(
            "These tracks were uploaded as lossy files. You get those very files: FLAC made from them would be larger and sound no better.{smaller}"
        ),
        ([_], total) => {
            format!(
                "One of {total} tracks was uploaded as a lossy file. It is handed out as it is, or smaller: a FLAC made from it would be larger and sound no better."
            )
        }
        (some, total) => {
            format!(
                "{} of {total} tracks were uploaded as lossy files. They are handed out as they are, or smaller: FLAC made from them would be larger and sound no better.",
                some.len()
            )
        }
    }
}

/// What is to be known of tracks that are too long for WAV and AIFF; empty where none is.
#[must_use]
pub fn too_long(entries: &[Entry]) -> String {
    let masters = entries.iter().filter_map(|entry| entry.master.as_ref()).filter(|master| master.lossless);
    let too_long = masters.filter(|master| !DownloadFormat::Wav.holds(master)).count();
    let what = match (too_long, entries.len()) {
        (0, _) => return String::new(),
        (1, 1) => "This track is".to_owned(),
        (1, total) => format!("One of {total} tracks is"),
        (some, total) => format!("{some} of {total} tracks are"),
    };
    format!("{what} too long for WAV and AIFF, which end at 4 GiB. FLAC and ALAC hold the same samples.")
}

fn sorted(links: impl Iterator<Item = (DownloadFormat, Link)>) -> Links {
    let is_first =
        |format: DownloadFormat| format == DownloadFormat::Original || DownloadFormat::FIRST.contains(&format);
    let (first, others): (Vec<_>, Vec<_>) = links.partition(|(format, _)| is_first(*format));
    let links = |pairs: Vec<(DownloadFormat, Link)>| pairs.into_iter().map(|(_, link)| link).collect();
    Links { first: links(first), others: links(others) }
}

fn size(ready: Option<i64>, estimate: Option<i64>) -> String {
    match (ready, estimate) {
        (Some(bytes), _) => words::size(bytes),
        (None, Some(bytes)) => format!("about {}", words::size(bytes)),
        (None, None) => String::new(),
    }
}

fn ready_bytes(file: &File) -> Option<i64> {
    match &file.state {
        FileState::Ready(stored) => Some(stored.bytes),
        _ => None,
    }
}
