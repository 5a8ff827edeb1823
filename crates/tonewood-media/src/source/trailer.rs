//! Tags around the audio: ID3v2 before it, ID3v1, Lyrics3 and APE behind it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::bytes::{array, has, le32};

/// Where the audio of the file begins: behind all ID3v2 tags, which may promise more than the file holds.
pub fn audio_start(file: &mut File) -> io::Result<u64> {
    let mut start = 0;
    loop {
        let head = read_at(file, start, 10)?;
        match id3v2_len(&head) {
            Some(len) => start += len,
            None => return Ok(start),
        }
    }
}

/// Length of the ID3v2 tag of which `head` is the beginning, header and footer included.
fn id3v2_len(head: &[u8]) -> Option<u64> {
    let size: [u8; 4] = array(head, 6)?;
    if !has(head, 0, b"ID3") || size.iter().any(|byte| byte & 0x80 != 0) {
        return None;
    }
    let body = size.iter().fold(0_u64, |sum, byte| sum << 7 | u64::from(*byte));
    let footer = if head.get(5)? & 0x10 != 0 { 10 } else { 0 };
    Some(10 + body + footer)
}

/// Where the audio of a file with `len` bytes ends: before any ID3v1, Lyrics3 and APE tags, in whatever order.
pub fn audio_end(file: &mut File, start: u64, len: u64) -> io::Result<u64> {
    let mut end = len;
    loop {
        let tag = trailer_len(file, end)?;
        match tag {
            Some(tag) if tag > 0 && end.saturating_sub(tag) > start => end -= tag,
            _ => return Ok(end),
        }
    }
}

fn trailer_len(file: &mut File, end: u64) -> io::Result<Option<u64>> {
    if has(&read_before(file, end, 128)?, 0, b"TAG") {
        return Ok(Some(128));
    }
    let footer = read_before(file, end, 32)?;
    if has(&footer, 0, b"APETAGEX") {
        let body = le32(&footer, 12).unwrap_or(0);
        let header = if le32(&footer, 20).unwrap_or(0) & 0x8000_0000 != 0 { 32 } else { 0 };
        return Ok(Some(u64::from(body) + header));
    }
    let lyrics = read_before(file, end, 15)?;
    if has(&lyrics, 6, b"LYRICS200") {
        let digits = lyrics.get(..6).and_then(|digits| std::str::from_utf8(digits).ok());
        return Ok(digits.and_then(|digits| digits.parse::<u64>().ok()).map(|size| size + 15));
    }
    Ok(None)
}

/// The last `count` bytes before `end`; fewer at the beginning of the file.
fn read_before(file: &mut File, end: u64, count: u64) -> io::Result<Vec<u8>> {
    let start = end.saturating_sub(count);
    read_at(file, start, end - start)
}

/// Up to `count` bytes from `start`; fewer at the end of the file.
pub fn read_at(file: &mut File, start: u64, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(parts: &[&[u8]]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&parts.concat()).unwrap();
        file
    }

    #[test]
    fn tags_on_both_sides_are_left_out() {
        let id3v2 = [b"ID3\x04\0\0\0\0\x01\x02".as_slice(), &[0; 130]].concat();
        let mut ape = b"APETAGEX\xd0\x07\0\0".to_vec();
        ape.extend(40_u32.to_le_bytes());
        ape.extend([0; 16]);
        let ape = [[1_u8; 8].as_slice(), &ape].concat();
        let id3v1 = [b"TAG".as_slice(), &[0; 125]].concat();
        let mut file = file(&[&id3v2, b"audio", &ape, &id3v1]);
        let len = file.metadata().unwrap().len();
        let start = audio_start(&mut file).unwrap();
        let end = audio_end(&mut file, start, len).unwrap();
        assert_eq!((start, end), (140, 145));
    }

    #[test]
    fn a_promise_of_256_megabytes_lies_beyond_the_end() {
        let mut file = file(&[b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"audio"]);
        assert_eq!(audio_start(&mut file).unwrap(), 10 + 0x0fff_ffff);
    }
}
