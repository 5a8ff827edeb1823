//! The tags of a download.

use flac_codec::encode::Options;
use flac_codec::metadata::{Picture as FlacPicture, PictureType as FlacPictureType};
use lofty::config::WriteOptions;
use lofty::id3::v2::Id3v2Tag;
use lofty::picture::{Picture, PictureType};
use lofty::tag::{ItemKey, ItemValue, Tag, TagExt, TagItem, TagType};
use media::Tags;

use crate::error::Error;

/// Every field that is set, by its name in Vorbis comments and in lofty.
fn fields(tags: &Tags) -> impl Iterator<Item = (&'static str, ItemKey, String)> {
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let fields = [
        ("TITLE", ItemKey::TrackTitle, tags.title.clone()),
        ("ARTIST", ItemKey::TrackArtist, tags.artist.clone()),
        ("ALBUM", ItemKey::AlbumTitle, tags.album.clone()),
        ("ALBUMARTIST", ItemKey::AlbumArtist, tags.album_artist.clone()),
        ("TRACKNUMBER", ItemKey::TrackNumber, number(tags.track_number)),
        ("TRACKTOTAL", ItemKey::TrackTotal, number(tags.track_total)),
        ("DISCNUMBER", ItemKey::DiscNumber, number(tags.disc_number)),
        ("DISCTOTAL", ItemKey::DiscTotal, number(tags.disc_total)),
        ("DATE", ItemKey::RecordingDate, tags.date.clone()),
        ("GENRE", ItemKey::Genre, tags.genre.clone()),
        ("ISRC", ItemKey::Isrc, tags.isrc.clone()),
        ("BARCODE", ItemKey::Barcode, tags.upc.clone()),
        ("LABEL", ItemKey::Label, tags.label.clone()),
        ("CATALOGNUMBER", ItemKey::CatalogNumber, tags.catalogue_number.clone()),
        ("COPYRIGHT", ItemKey::CopyrightMessage, tags.copyright.clone()),
        ("LICENSE", ItemKey::CopyrightUrl, tags.licence_url.clone()),
        ("WEBSITE", ItemKey::AudioSourceUrl, tags.website.clone()),
        ("COMPOSER", ItemKey::Composer, tags.composer.clone()),
        ("LYRICS", ItemKey::UnsyncLyrics, tags.lyrics.clone()),
        ("COMMENT", ItemKey::Comment, tags.comment.clone()),
        ("BPM", ItemKey::IntegerBpm, number(tags.bpm)),
    ];
    fields.into_iter().filter_map(|(name, key, value)| Some((name, key, value.filter(|text| !text.is_empty())?)))
}

/// Options of the FLAC encoder with these tags and this front cover, a JPEG or PNG.
pub fn flac(tags: &Tags, cover: Option<Vec<u8>>) -> Result<Options, Error> {
    let options = fields(tags).fold(Options::default(), |options, (name, _, value)| options.tag(name, value));
    let Some(cover) = cover else { return Ok(options) };
    let picture = FlacPicture::new(FlacPictureType::FrontCover, "", cover);
    Ok(options.picture(picture.map_err(|e| Error::internal("the cover cannot be embedded")(&e))?))
}

/// An ID3v2.4 tag with these tags and this front cover, a JPEG or PNG.
pub fn id3(tags: &Tags, cover: Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let failed = |e: &dyn std::fmt::Display| Error::internal("the tags cannot be written")(e);
    let mut tag = Tag::new(TagType::Id3v2);
    for (_, key, value) in fields(tags) {
        let value = match key {
            ItemKey::CopyrightUrl | ItemKey::AudioSourceUrl => ItemValue::Locator(value),
            _ => ItemValue::Text(value),
        };
        tag.push(TagItem::new(key, value));
    }
    if let Some(cover) = cover {
        let mut picture = Picture::from_reader(&mut cover.as_slice()).map_err(|e| failed(&e))?;
        picture.set_pic_type(PictureType::CoverFront);
        tag.push_picture(picture);
    }
    let mut bytes = Vec::new();
    if tag.item_count() + tag.picture_count() > 0 {
        Id3v2Tag::from(tag).dump_to(&mut bytes, WriteOptions::default()).map_err(|e| failed(&e))?;
    }
    Ok(bytes)
}
