//! What a file is, by its bytes. Its name says nothing: a page called `booklet.pdf` is no booklet.

use model::extras::ExtraKind;

use crate::extras::error::ExtraError;

/// How many bytes from the start are looked at.
pub const HEAD_BYTES: usize = 4096;

/// A format that is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    /// What it is.
    pub kind: ExtraKind,
    /// Its media type.
    pub media_type: &'static str,
    /// Endings its name may have; it gets the first where it has none of them.
    pub endings: &'static [&'static str],
}

const PDF: Format = Format { kind: ExtraKind::Document, media_type: "application/pdf", endings: &["pdf"] };
const JPEG: Format = Format { kind: ExtraKind::Image, media_type: "image/jpeg", endings: &["jpg", "jpeg"] };
const PNG: Format = Format { kind: ExtraKind::Image, media_type: "image/png", endings: &["png"] };
const GIF: Format = Format { kind: ExtraKind::Image, media_type: "image/gif", endings: &["gif"] };
const WEBP: Format = Format { kind: ExtraKind::Image, media_type: "image/webp", endings: &["webp"] };
const MP4: Format = Format { kind: ExtraKind::Video, media_type: "video/mp4", endings: &["mp4", "m4v"] };
const MOV: Format = Format { kind: ExtraKind::Video, media_type: "video/quicktime", endings: &["mov", "qt"] };
const WEBM: Format = Format { kind: ExtraKind::Video, media_type: "video/webm", endings: &["webm"] };
const MKV: Format = Format { kind: ExtraKind::Video, media_type: "video/x-matroska", endings: &["mkv"] };
/// Every ending here is shown as text, nowhere run.
const TEXT: Format = Format {
    kind: ExtraKind::Text,
    media_type: "text/plain; charset=utf-8",
    endings: &["txt", "md", "lrc", "srt", "vtt", "cue"],
};

/// Looks at a file as it comes in.
#[derive(Debug, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    not_text: bool,
    /// The beginning of a character whose end has not come yet.
    open: Vec<u8>,
}

impl Sniffer {
    /// Sees the next bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        if self.not_text {
            return;
        }
        let mut all = std::mem::take(&mut self.open);
        all.extend_from_slice(bytes);
        let readable = match std::str::from_utf8(&all) {
            Ok(text) => Some(text),
            Err(error) if error.error_len().is_none() => {
                self.open = all.get(error.valid_up_to()..).unwrap_or_default().to_vec();
                all.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok())
            }
            Err(_) => None,
        };
        let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
        self.not_text = !readable.is_some_and(|text| text.chars().all(is_plain));
    }

    /// What it is, once all has been seen.
    ///
    /// # Errors
    /// When it is nothing that is taken.
    pub fn format(&self) -> Result<&'static Format, ExtraError> {
        match by_signature(&self.head)? {
            Some(format) => Ok(format),
            None if !self.not_text && self.open.is_empty() => Ok(&TEXT),
            None => Err(ExtraError::Kind),
        }
    }
}

fn by_signature(head: &[u8]) -> Result<Option<&'static Format>, ExtraError> {
    let at = |offset: usize, word: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(word));
    if at(4, b"ftyp") {
        return mp4(head.get(8..12).unwrap_or_default()).map(Some);
    }
    let is_audio = [&b"fLaC"[..], b"ID3", b"OggS", b"FORM", b".snd"].iter().any(|word| at(0, word))
        || at(0, b"RIFF") && at(8, b"WAVE")
        // A frame of MP3 or AAC; ff fe is how UTF-16 starts.
        || at(0, &[0xff]) && head.get(1).is_some_and(|byte| byte & 0xe0 == 0xe0 && *byte != 0xfe);
    if is_audio {
        return Err(ExtraError::Audio);
    }
    let contains = |word: &[u8]| head.windows(word.len()).take(256).any(|window| window == word);
    Ok(match () {
        () if at(0, b"%PDF-") => Some(&PDF),
        () if at(0, &[0xff, 0xd8, 0xff]) => Some(&JPEG),
        () if at(0, b"\x89PNG\r\n\x1a\n") => Some(&PNG),
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => Some(&GIF),
        () if at(0, b"RIFF") && at(8, b"WEBP") => Some(&WEBP),
        () if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) && contains(b"webm") => Some(&WEBM),
        () if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) && contains(b"matroska") => Some(&MKV),
        () => None,
    })
}

/// By the major brand of an MP4.
fn mp4(brand: &[u8]) -> Result<&'static Format, ExtraError> {
    match brand {
        b"M4A " | b"M4B " | b"M4P " => Err(ExtraError::Audio),
        b"qt  " => Ok(&MOV),
        brand
            if [b"iso", b"mp4", b"avc", b"M4V", b"mmp", b"3gp", b"das", b"f4v"]
                .iter()
                .any(|known| brand.starts_with(*known)) =>
        {
            Ok(&MP4)
        }
        b"MSNV" => Ok(&MP4),
        _ => Err(ExtraError::Kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(parts: &[&[u8]]) -> Result<&'static Format, ExtraError> {
        let mut sniffer = Sniffer::default();
        parts.iter().for_each(|part| sniffer.see(part));
        sniffer.format()
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(sniff(&[b"%PDF-1.7\n%\xe2\xe3"]).unwrap(), &PDF);
        assert_eq!(sniff(&[b"\x89PNG\r\n\x1a\n\0\0"]).unwrap(), &PNG);
        assert_eq!(sniff(&[&[0xff, 0xd8, 0xff, 0xe0]]).unwrap(), &JPEG);
        assert_eq!(sniff(&[b"RIFF\x10\0\0\0WEBPVP8 "]).unwrap(), &WEBP);
        assert_eq!(sniff(&[b"\0\0\0\x20ftypisom\0\0\x02\0"]).unwrap(), &MP4);
        assert_eq!(sniff(&[b"\0\0\0\x14ftypqt  \0\0"]).unwrap(), &MOV);
        assert_eq!(sniff(&[b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"]).unwrap(), &WEBM);
        assert_eq!(sniff(&["Liner notes: Sørli".as_bytes()]).unwrap(), &TEXT);
        assert_eq!(sniff(&[b"<script>alert(1)</script>"]).unwrap(), &TEXT);
        // A character cut in two by the network.
        assert_eq!(sniff(&[b"S\xc3", b"\xb8rli"]).unwrap(), &TEXT);
    }

    #[test]
    fn other_things_are_refused() {
        for other in [
            &b"PK\x03\x04docx"[..],
            b"\x7fELF\x02",
            b"MZ\x90\0",
            b"text\0with nothing",
            b"S\xc3",
            b"\0\0\0\x18ftypheic",
        ] {
            assert!(matches!(sniff(&[other]), Err(ExtraError::Kind)), "{other:?}");
        }
        for audio in [
            &b"fLaC\0"[..],
            b"ID3\x04",
            b"OggS\0",
            b"RIFF\0\0\0\0WAVEfmt ",
            b"\0\0\0\x20ftypM4A \0",
            &[0xff, 0xfb, 0x90],
        ] {
            assert!(matches!(sniff(&[audio]), Err(ExtraError::Audio)), "{audio:?}");
        }
    }
}
