//! A ZIP that is written while it is sent: stored files, one after the other, out of the storage.
//!
//! Written here rather than by a library because sizes and checksums of all files are known beforehand. So the whole archive is
//! known before its first byte: its length, its tag, and what stands at any offset; a download that broke off goes on where it
//! stopped, and no file is held in memory or on the disk.

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};
use chrono::{DateTime, Datelike, Timelike, Utc};
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use storage::{Key, Storage, StorageError};

/// From this size on a number needs the fields of ZIP64.
const LARGE: u64 = 0xffff_ffff;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// A file of the archive.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Its path inside, with `/` between folder and file; a file system of any kind takes it.
    pub path: String,
    /// What is in it.
    pub content: Content,
    /// How many bytes that are.
    pub bytes: u64,
    /// CRC-32 of them.
    pub crc32: u32,
}

/// What is in a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// A blob of the storage.
    Blob(Key),
    /// A text made for the archive.
    Text(Bytes),
}

impl Packed {
    /// A file made of a text.
    #[must_use]
    pub fn text(path: String, text: String) -> Self {
        let crc32 = crc32fast::hash(text.as_bytes());
        Self { path, bytes: wide(text.len()), crc32, content: Content::Text(text.into()) }
    }

    fn is_large(&self) -> bool {
        self.bytes >= LARGE
    }
}

/// Why an archive broke off.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A blob is not as large as it was said to be.
    #[error("{path} has {found} bytes instead of {expected}")]
    Length {
        /// The file.
        path: String,
        /// How large it was said to be.
        expected: u64,
        /// How large it is.
        found: u64,
    },
}

/// An archive about to be sent.
#[derive(Debug)]
pub struct Archive {
    pieces: Vec<Piece>,
    length: u64,
    etag: String,
}

#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    Blob { key: Key, bytes: u64, path: String },
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => wide(bytes.len()),
            Self::Blob { bytes, .. } => *bytes,
        }
    }
}

impl Archive {
    /// Of these files, which all carry the moment `changed`.
    #[must_use]
    pub fn new(files: Vec<Packed>, changed: DateTime<Utc>) -> Self {
        let stamp = stamp(changed);
        let (mut pieces, mut directory, mut offset) = (Vec::with_capacity(files.len() * 2 + 1), BytesMut::new(), 0);
        let count = wide(files.len());
        let mut digest = Sha256::new();
        for file in files {
            let header = local_header(&file, stamp);
            put_entry(&mut directory, &file, stamp, offset);
            offset += wide(header.len()) + file.bytes;
            pieces.push(Piece::Bytes(header));
            pieces.push(match file.content {
                Content::Text(text) => Piece::Bytes(text),
                Content::Blob(key) => Piece::Blob { key, bytes: file.bytes, path: file.path },
            });
        }
        let directory_length = wide(directory.len());
        put_end(&mut directory, count, directory_length, offset);
        // Names, sizes, checksums and offsets of everything stand in it.
        digest.update(&directory);
        let length = offset + wide(directory.len());
        pieces.push(Piece::Bytes(directory.freeze()));
        let digest = hex::encode(digest.finalize());
        Self { pieces, length, etag: format!("\"{}\"", digest.get(..32).unwrap_or(&digest)) }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Names its bytes: two archives of one tag are the same.
    #[must_use]
    pub fn etag(&self) -> &str {
        &self.etag
    }

    /// Its bytes in `range`, fetched from the storage as they are taken.
    pub fn into_stream(self, storage: Storage, range: Range<u64>) -> impl Stream<Item = Result<Bytes, ZipError>> {
        let mut start = 0;
        let mut parts = Vec::new();
        for piece in self.pieces {
            let end = start + piece.length();
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                parts.push((piece, from - start..to - start));
            }
            start = end;
        }
        stream::iter(parts)
            .then(move |(piece, range)| {
                let storage = storage.clone();
                async move { open(&storage, piece, range).await }
            })
            .try_flatten()
    }
}

async fn open(
    storage: &Storage,
    piece: Piece,
    range: Range<u64>,
) -> Result<stream::BoxStream<'static, Result<Bytes, ZipError>>, ZipError> {
    match piece {
        Piece::Bytes(bytes) => {
            let within = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
            let part = bytes.slice(within(range.start)..within(range.end));
            Ok(stream::once(async { Ok(part) }).boxed())
        }
        Piece::Blob { key, bytes, path } => {
            let blob = storage.get_range(&key, range).await?;
            if blob.size != bytes {
                return Err(ZipError::Length { path, expected: bytes, found: blob.size });
            }
            Ok(blob.into_stream().map_err(ZipError::from).boxed())
        }
    }
}

fn local_header(file: &Packed, stamp: (u16, u16)) -> Bytes {
    let mut out = BytesMut::new();
    out.put_u32_le(0x0403_4b50);
    put_common(&mut out, file, stamp, version(file.is_large()));
    out.put_u16_le(length_u16(file.path.len()));
    out.put_u16_le(if file.is_large() { 20 } else { 0 });
    out.put_slice(file.path.as_bytes());
    if file.is_large() {
        out.put_u16_le(1);
        out.put_u16_le(16);
        out.put_u64_le(file.bytes);
        out.put_u64_le(file.bytes);
    }
    out.freeze()
}

/// Needed version, flags, no compression, time, date, checksum and both sizes: the same in both headers of a file.
fn put_common(out: &mut BytesMut, file: &Packed, stamp: (u16, u16), version: u16) {
    out.put_u16_le(version);
    out.put_u16_le(FLAGS);
    out.put_u16_le(0);
    out.put_u16_le(stamp.0);
    out.put_u16_le(stamp.1);
    out.put_u32_le(file.crc32);
    out.put_u32_le(narrow(file.bytes));
    out.put_u32_le(narrow(file.bytes));
}

/// A file's entry in the directory at the end.
fn put_entry(out: &mut BytesMut, file: &Packed, stamp: (u16, u16), offset: u64) {
    let large = large_fields(file, offset);
    let version = version(!large.is_empty());
    out.put_u32_le(0x0201_4b50);
    out.put_u16_le(0x0300 | version);
    put_common(out, file, stamp, version);
    out.put_u16_le(length_u16(file.path.len()));
    out.put_u16_le(length_u16(large.len()));
    // No comment, the first disk, nothing inside is text.
    out.put_bytes(0, 6);
    // A plain file that its owner may write and everybody may read.
    out.put_u32_le(0o100_644 << 16);
    out.put_u32_le(narrow(offset));
    out.put_slice(file.path.as_bytes());
    out.put_slice(&large);
}

/// The end of the directory: `count` entries in `size` bytes from `offset` on.
fn put_end(out: &mut BytesMut, count: u64, size: u64, offset: u64) {
    if count >= 0xffff || size >= LARGE || offset >= LARGE {
        out.put_u32_le(0x0606_4b50);
        out.put_u64_le(44);
        out.put_u16_le(0x0300 | version(true));
        out.put_u16_le(version(true));
        out.put_bytes(0, 8);
        out.put_u64_le(count);
        out.put_u64_le(count);
        out.put_u64_le(size);
        out.put_u64_le(offset);
        out.put_u32_le(0x0706_4b50);
        out.put_u32_le(0);
        out.put_u64_le(offset + size);
        out.put_u32_le(1);
    }
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    out.put_u32_le(0x0605_4b50);
    out.put_bytes(0, 4);
    out.put_u16_le(count);
    out.put_u16_le(count);
    out.put_u32_le(narrow(size));
    out.put_u32_le(narrow(offset));
    out.put_u16_le(0);
}

/// The ZIP64 field of the directory: what does not fit into 32 bits, in the order of the standard.
fn large_fields(file: &Packed, offset: u64) -> Vec<u8> {
    let mut values = Vec::new();
    if file.is_large() {
        values.extend([file.bytes, file.bytes]);
    }
    if offset >= LARGE {
        values.push(offset);
    }
    let mut out = Vec::new();
    if !values.is_empty() {
        out.put_u16_le(1);
        out.put_u16_le(length_u16(values.len() * 8));
        values.into_iter().for_each(|value| out.put_u64_le(value));
    }
    out
}

const fn version(large: bool) -> u16 {
    if large { 45 } else { 20 }
}

fn narrow(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn length_u16(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// Time and date in the fields of MS-DOS, whose years go from 1980 to 2107.
fn stamp(at: DateTime<Utc>) -> (u16, u16) {
    let time = (at.hour() << 11) | (at.minute() << 5) | (at.second() / 2);
    let year = u32::try_from(at.year().clamp(1980, 2107) - 1980).unwrap_or(0);
    let date = (year << 9) | (at.month() << 5) | at.day();
    (u16::try_from(time).unwrap_or(0), u16::try_from(date).unwrap_or(0x21))
}

#[cfg(test)]
mod tests;
