//! Which kind of file this is, by its content.

use std::fs::File;

use super::{adts, foreign, mpeg, trailer};
use crate::bytes::has;
use crate::error::Error;
use crate::refuse;

/// Containers that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RIFF WAVE.
    Wav,
    /// AIFF and AIFF-C.
    Aiff,
    /// FLAC in its own container.
    Flac,
    /// MP4, M4A.
    Mp4,
    /// MPEG layer III, frame by frame.
    Mp3,
    /// AAC, frame by frame.
    Adts,
    /// Ogg.
    Ogg,
}

/// How much is looked at. Some MP3 files begin with rubbish, seldom with more than this.
const HEAD: u64 = 64 << 10;

/// The kind of `file`, of which the audio begins at `start`.
pub fn identify(file: &mut File, start: u64, len: u64) -> Result<Kind, Error> {
    let head = trailer::read_at(file, start, HEAD).map_err(Error::reading)?;
    let whole = start + head.len() as u64 == len;
    if let Some(kind) = by_magic(&head) {
        return Ok(kind);
    }
    if let Some(layer) = mpeg::layer_at_start(&head).filter(|layer| *layer != 3) {
        return Err(refuse::unsupported_format(&format!("an MPEG layer {layer} file (MP{layer})")).into());
    }
    if mpeg::find_first(&head, whole) == Some(0) {
        return Ok(Kind::Mp3);
    }
    if adts::starts(&head) {
        return Ok(Kind::Adts);
    }
    if let Some(refusal) = foreign::recognise(&head) {
        return Err(refusal.into());
    }
    if mpeg::find_first(&head, whole).is_some() {
        return Ok(Kind::Mp3);
    }
    Err(refuse::unknown_format().into())
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    let riff = has(head, 0, b"RIFF") && has(head, 8, b"WAVE");
    let form = has(head, 0, b"FORM") && (has(head, 8, b"AIFF") || has(head, 8, b"AIFC"));
    let picture = [b"avif", b"heic", b"mif1"].iter().any(|brand| has(head, 8, *brand));
    if riff {
        Some(Kind::Wav)
    } else if form {
        Some(Kind::Aiff)
    } else if has(head, 0, b"fLaC") {
        Some(Kind::Flac)
    } else if has(head, 0, b"OggS") {
        Some(Kind::Ogg)
    } else if has(head, 4, b"ftyp") && !picture {
        Some(Kind::Mp4)
    } else {
        None
    }
}
