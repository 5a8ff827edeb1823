//! The tags of an upload, and its cover.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::{FileType, TaggedFileExt};
use lofty::picture::{Picture, PictureType};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, Tag};
use media::{CoverFacts, Tags};

use crate::error::Error;

/// Longest text that is believed to be a tag; lyrics may be long.
const LONGEST: usize = 100_000;
/// Largest embedded picture that is taken out.
const LARGEST_COVER: usize = 32 << 20;

/// The tags of the file at `path` in `container`; its front cover is written to `cover_out`. Tags that cannot be read
/// are as good as none, since the audio was decoded without a fault.
pub fn read(path: &Path, container: &str, cover_out: &Path) -> Result<(Tags, Option<CoverFacts>), Error> {
    let Some(kind) = file_type(container) else { return Ok((Tags::default(), None)) };
    let file = BufReader::new(File::open(path).map_err(Error::io("open", path))?);
    let options = ParseOptions::new().read_properties(false).parsing_mode(ParsingMode::Relaxed);
    let probe = match kind {
        Some(kind) => Probe::with_file_type(file, kind),
        None => match Probe::new(file).guess_file_type() {
            Ok(probe) => probe,
            Err(_) => return Ok((Tags::default(), None)),
        },
    };
    let tagged = match probe.options(options).read() {
        Ok(tagged) => tagged,
        Err(error) => {
            eprintln!("tags cannot be read: {error}");
            return Ok((Tags::default(), None));
        }
    };
    // The container's own tag counts more than others in the file.
    let mut all: Vec<_> = tagged.tags().iter().collect();
    all.sort_by_key(|tag| tag.tag_type() != tagged.primary_tag_type());
    let cover = write_cover(&all, cover_out)?;
    Ok((collect(&all), cover))
}

/// `Some(None)`: let the content decide.
fn file_type(container: &str) -> Option<Option<FileType>> {
    match container {
        "wav" => Some(Some(FileType::Wav)),
        "aiff" => Some(Some(FileType::Aiff)),
        "flac" => Some(Some(FileType::Flac)),
        "mp4" => Some(Some(FileType::Mp4)),
        "mp3" => Some(Some(FileType::Mpeg)),
        "adts" => Some(Some(FileType::Aac)),
        "ogg" => Some(None),
        _ => None,
    }
}

fn collect(all: &[&Tag]) -> Tags {
    let text = |key| texts(all, key).into_iter().next();
    let number = |key| text(key).and_then(|text| leading_number(&text));
    Tags {
        title: text(ItemKey::TrackTitle),
        artist: joined(all, ItemKey::TrackArtist),
        album_artist: joined(all, ItemKey::AlbumArtist),
        album: text(ItemKey::AlbumTitle),
        track_number: number(ItemKey::TrackNumber),
        track_total: number(ItemKey::TrackTotal),
        disc_number: number(ItemKey::DiscNumber),
        disc_total: number(ItemKey::DiscTotal),
        date: text(ItemKey::RecordingDate).or_else(|| text(ItemKey::ReleaseDate)).or_else(|| text(ItemKey::Year)),
        genre: joined(all, ItemKey::Genre),
        isrc: text(ItemKey::Isrc),
        upc: text(ItemKey::Barcode),
        label: text(ItemKey::Label).or_else(|| text(ItemKey::Publisher)),
        catalogue_number: text(ItemKey::CatalogNumber),
        copyright: text(ItemKey::CopyrightMessage),
        licence_url: text(ItemKey::License).or_else(|| text(ItemKey::CopyrightUrl)),
        website: text(ItemKey::TrackArtistUrl).or_else(|| text(ItemKey::AudioSourceUrl)),
        composer: joined(all, ItemKey::Composer),
        lyrics: text(ItemKey::UnsyncLyrics).or_else(|| text(ItemKey::Lyrics)),
        comment: text(ItemKey::Comment),
        bpm: number(ItemKey::IntegerBpm).or_else(|| number(ItemKey::Bpm)),
        lyrics_synced: None,
        credits: Vec::new(),
        loudness: None,
    }
}

/// The texts of the first tag that has any for `key`.
fn texts(all: &[&Tag], key: ItemKey) -> Vec<String> {
    let of = |tag: &&Tag| {
        let strings = tag.get_strings(key).chain(tag.get_locators(key));
        strings.filter_map(clean).collect::<Vec<_>>()
    };
    all.iter().map(of).find(|texts| !texts.is_empty()).unwrap_or_default()
}

fn joined(all: &[&Tag], key: ItemKey) -> Option<String> {
    let texts = texts(all, key);
    (!texts.is_empty()).then(|| texts.join("; "))
}

fn clean(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    (!text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

/// The number in front, as in `3`, `3/12` and `119.6`, rounded.
fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..end)?.parse().ok()?;
    (1.0..1e6).contains(&number).then(|| number.round() as u32)
}

fn write_cover(all: &[&Tag], cover_out: &Path) -> Result<Option<CoverFacts>, Error> {
    let pictures = || all.iter().flat_map(|tag| tag.pictures()).filter(|picture| fits(picture));
    let front = pictures().find(|picture| picture.pic_type() == PictureType::CoverFront);
    let Some(cover) = front.or_else(|| pictures().next()) else { return Ok(None) };
    std::fs::write(cover_out, cover.data()).map_err(Error::io("write", cover_out))?;
    let mime = cover.mime_type().map_or("application/octet-stream", |mime| mime.as_str());
    Ok(Some(CoverFacts { mime: mime.to_owned(), bytes: cover.data().len() as u64 }))
}

fn fits(picture: &Picture) -> bool {
    (1..=LARGEST_COVER).contains(&picture.data().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_front() {
        assert_eq!(leading_number("3/12"), Some(3));
        assert_eq!(leading_number("119.6"), Some(120));
        assert_eq!(leading_number("A1"), None);
        assert_eq!(leading_number("0"), None);
    }

    #[test]
    fn texts_are_cleaned() {
        assert_eq!(clean("  Wald\0 "), Some("Wald".to_owned()));
        assert_eq!(clean(" \r\n "), None);
    }
}
