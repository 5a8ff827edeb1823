//! ID3v2.4, the tags of MP3, WAV and AIFF. The older list of WAV is left out: nobody knows in which letters it is written,
//! and programs that find it overlook the rest.

use std::borrow::Cow;

use lofty::TextEncoding;
use lofty::config::WriteOptions;
use lofty::id3::v2::{
    BinaryFrame, Frame, FrameId, Id3v2Tag, KeyValueFrame, SyncTextContentType, SynchronizedTextFrame, TimestampFormat,
};
use lofty::tag::{TagExt, TagType};
use media::Tags;

use super::fields::{fields, performers, replay_gain, tag};
use super::{lrc, picture};
use crate::error::Error;

/// No language is known; three letters must stand there.
const LANGUAGE: [u8; 3] = *b"XXX";

/// An ID3v2.4 tag with this front cover, a JPEG or PNG; empty if there is nothing to tell.
pub fn id3(tags: &Tags, cover: Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let failed = |e: &dyn std::fmt::Display| Error::internal("the tags cannot be written")(e);
    let mut common = tag(TagType::Id3v2, [fields(tags), replay_gain(tags)].concat());
    if let Some(cover) = cover {
        common.push_picture(picture(cover)?);
    }
    let mut id3 = Id3v2Tag::from(common);
    if let Some(licence) = &tags.licence_url {
        // Beside the frame for it, which not every program reads.
        id3.insert_user_text("LICENSE".to_owned(), licence.clone());
    }
    let credits: Vec<_> = performers(tags).map(|(role, name)| (own(role), own(name))).collect();
    if !credits.is_empty() {
        id3.insert(Frame::KeyValue(KeyValueFrame::new(name("TMCL"), TextEncoding::UTF8, credits)));
    }
    if let Some(lrc) = &tags.lyrics_synced {
        let (format, content) = (TimestampFormat::MS, SyncTextContentType::Lyrics);
        let lyrics = lrc::timed(lrc);
        let frame = SynchronizedTextFrame::new(TextEncoding::UTF8, LANGUAGE, format, content, None, lyrics);
        let bytes = frame.as_bytes(WriteOptions::default()).map_err(|e| failed(&e))?;
        id3.insert(Frame::Binary(BinaryFrame::new(name("SYLT"), bytes)));
    }
    let mut bytes = Vec::new();
    if !id3.is_empty() {
        id3.dump_to(&mut bytes, WriteOptions::default()).map_err(|e| failed(&e))?;
    }
    Ok(bytes)
}

fn name(id: &'static str) -> FrameId<'static> {
    FrameId::Valid(Cow::Borrowed(id))
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
