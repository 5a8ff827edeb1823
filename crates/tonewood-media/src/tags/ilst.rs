//! The tags of M4A.

use lofty::config::WriteOptions;
use lofty::mp4::{Atom, AtomData, AtomIdent, DataType, Ilst};
use lofty::tag::{ItemKey, TagExt, TagType};
use media::Tags;

use super::fields::{fields, performer, performers, replay_gain, tag};
use super::picture;
use crate::error::Error;

/// What the encoder put around the track, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gapless {
    /// Before it.
    pub delay: u64,
    /// Behind it.
    pub padding: u64,
    /// The track itself.
    pub frames: u64,
}

/// An `ilst` box with this front cover, a JPEG or PNG; empty if there is nothing to tell. `gapless` is noted down as
/// programs of Apple do.
pub fn ilst(tags: &Tags, cover: Option<Vec<u8>>, gapless: Option<Gapless>) -> Result<Vec<u8>, Error> {
    let fields = [fields(tags), replay_gain(tags)].concat();
    // These have no name of their own, or one that holds something else than text.
    let (special, common) = fields.into_iter().partition::<Vec<_>, _>(|(_, key, _)| {
        matches!(key, ItemKey::CopyrightUrl | ItemKey::AudioSourceUrl | ItemKey::Arranger | ItemKey::IntegerBpm)
    });
    let mut common = tag(TagType::Mp4Ilst, common);
    if let Some(cover) = cover {
        common.push_picture(picture(cover)?);
    }
    let mut ilst = Ilst::from(common);
    for (name, key, text) in special {
        match (key, tags.bpm.and_then(|bpm| u16::try_from(bpm).ok())) {
            (ItemKey::IntegerBpm, None) => {}
            (ItemKey::IntegerBpm, Some(bpm)) => {
                let data = AtomData::Unknown { code: DataType::BeSignedInteger, data: bpm.to_be_bytes().to_vec() };
                ilst.insert(Atom::new(AtomIdent::Fourcc(*b"tmpo"), data));
            }
            _ => ilst.insert(Atom::new(named(name), AtomData::UTF8(text))),
        }
    }
    let credits = performers(tags).map(|credit| AtomData::UTF8(performer(credit))).collect();
    if let Some(credits) = Atom::from_collection(named("PERFORMER"), credits) {
        ilst.insert(credits);
    }
    if let Some(lrc) = &tags.lyrics_synced {
        ilst.insert(Atom::new(named("SYNCEDLYRICS"), AtomData::UTF8(lrc.clone())));
    }
    if let Some(Gapless { delay, padding, frames }) = gapless {
        let note = format!(" 00000000 {delay:08X} {padding:08X} {frames:016X}{}", " 00000000".repeat(8));
        ilst.insert(Atom::new(named("iTunSMPB"), AtomData::UTF8(note)));
    }
    let mut bytes = Vec::new();
    let dumped = ilst.dump_to(&mut bytes, WriteOptions::default());
    dumped.map_err(|e| Error::internal("the tags cannot be written")(&e))?;
    Ok(bytes)
}

fn named(name: &'static str) -> AtomIdent<'static> {
    AtomIdent::Freeform { mean: "com.apple.iTunes".into(), name: name.into() }
}
