//! Files that are something else, by the bytes they begin with: what to call them and what to do.

use media::Refusal;

use crate::bytes::has;
use crate::refuse;

/// Magic bytes, where they stand, and what such a file is.
type Known = (usize, &'static [u8], &'static str);

const SOUND: &str = "Upload the sound itself, as WAV or FLAC.";
const UNPACK: &str = "Unpack it and upload the audio files in it.";
const PICTURE: &str = "A cover goes into the cover's field; here, upload the sound, as WAV or FLAC.";

const PICTURES: &[Known] = &[
    (0, b"\x89PNG", "a picture (PNG)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (4, b"ftypavif", "a picture (AVIF)"),
    (4, b"ftypheic", "a picture (HEIC)"),
    (4, b"ftypmif1", "a picture (HEIF)"),
    (0, b"8BPS", "a picture (Photoshop)"),
    (0, b"II*\0", "a picture (TIFF)"),
    (0, b"MM\0*", "a picture (TIFF)"),
];

const ARCHIVES: &[Known] = &[
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ", "an xz archive"),
    (257, b"ustar", "a tar archive"),
];

const OTHERS: &[Known] = &[
    (0, b"%PDF", "a PDF document"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ", "a program (for Windows)"),
    (0, b"\xcf\xfa\xed\xfe", "a program (for macOS)"),
    (0, b"\xd0\xcf\x11\xe0", "an office document"),
    (0, b"{\\rtf", "a text document (RTF)"),
    (0, b"MThd", "a MIDI file (notes without sound)"),
    (0, b"SQLite format 3", "a database"),
    (0, b"#!/", "a program (script)"),
];

const AUDIO: &[Known] = &[
    (0, b"RF64", "a WAV file in its long form (RF64)"),
    (0, b"BW64", "a WAV file in its long form (BW64)"),
    (0, b"RIFX", "a big-endian WAV file (RIFX)"),
    (0, b"riff\x2e\x91\xcf\x11", "a Sony Wave64 file (W64)"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file (WMA)"),
    (0, b"\x0b\x77", "a Dolby Digital file (AC-3)"),
    (0, b"\x7f\xfe\x80\x01", "a DTS file"),
    (0, b"caff", "a Core Audio file (CAF)"),
    (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM file (MKV)"),
    (0, b"DSD ", "a DSD file (DSF)"),
    (0, b"FRM8", "a DSD file (DSDIFF)"),
    (0, b"MAC ", "a Monkey's Audio file (APE)"),
    (0, b"wvpk", "a WavPack file"),
    (0, b"TTA1", "a True Audio file (TTA)"),
    (0, b"MPCK", "a Musepack file"),
    (0, b"MP+", "a Musepack file"),
    (0, b".snd", "a Sun audio file (AU)"),
    (0, b".RMF", "a RealMedia file"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"OFR ", "an OptimFROG file"),
];

const VIDEO: &[Known] = &[(8, b"AVI ", "AVI"), (0, b"FLV\x01", "FLV"), (0, b"\0\0\x01\xba", "MPEG")];

/// The refusal of a file that begins with `head`, if it is known as something else.
pub fn recognise(head: &[u8]) -> Option<Refusal> {
    let find = |list: &[Known]| list.iter().find(|(at, magic, _)| has(head, *at, magic)).map(|(_, _, what)| *what);
    find(PICTURES)
        .map(|what| refuse::not_audio(what, PICTURE))
        .or_else(|| find(ARCHIVES).map(|what| refuse::not_audio(what, UNPACK)))
        .or_else(|| find(OTHERS).map(|what| refuse::not_audio(what, SOUND)))
        .or_else(|| find(AUDIO).map(refuse::unsupported_format))
        .or_else(|| find(VIDEO).map(|_| refuse::video()))
        .or_else(|| text(head))
}

/// Web pages, other markup and plain text.
fn text(head: &[u8]) -> Option<Refusal> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let start = start.get(..start.len().min(200)).unwrap_or_default().to_ascii_lowercase();
    let html = [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body", b"<script"];
    if html.iter().any(|tag| start.starts_with(tag)) {
        return Some(refuse::not_audio("a web page (HTML)", SOUND));
    }
    if start.starts_with(b"<?xml") || start.starts_with(b"<svg") {
        return Some(refuse::not_audio("an XML document", SOUND));
    }
    let printable = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~') || *byte >= 0x80;
    let is_text = std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
    (is_text && head.iter().all(printable)).then(|| refuse::not_audio("a text file", SOUND))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(head: &[u8]) -> String {
        recognise(head).map(|refusal| refusal.message).unwrap_or_default()
    }

    #[test]
    fn other_kinds_are_called_by_their_name() {
        assert!(message(b"\n <!DOCTYPE HTML><html>").starts_with("This is a web page (HTML), not audio. "));
        assert!(message(b"\x89PNG\r\n").starts_with("This is a picture (PNG), not audio. "));
        assert!(message(b"PK\x03\x04....").contains("Unpack it"));
        assert!(message(b"RF64\xff\xff\xff\xffWAVE").contains("(RF64), which is not supported here. Export a WAV"));
        assert!(message("Grüße, ein Text\n".as_bytes()).starts_with("This is a text file"));
        assert_eq!(recognise(&[0; 64]), None);
    }
}
