//! A ZIP that is written while it is sent: stored files, one after the other, out of the storage.
//!
//! Written here rather than by a library because the sizes are known beforehand: the answer can say its whole length, so
//! that browsers show how far it is and notice when it breaks off, and no file is held in memory or on the disk. Only the
//! checksums are not known before the bytes have gone by; they stand behind each file (APPNOTE 6.3.10, bit 3), and again in
//! the directory at the end.

use bytes::{BufMut, Bytes, BytesMut};
use chrono::{DateTime, Datelike, Timelike, Utc};
use crc32fast::Hasher;
use futures::stream::{self, BoxStream, Stream, StreamExt};
use storage::{Key, Storage, StorageError};

/// From this size on a number needs the fields of ZIP64.
const LARGE: u64 = 0xffff_ffff;
/// A checksum follows the file; its name is UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;

/// A file of the archive.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Its path inside, with `/` between folder and file; a file system of any kind takes it.
    pub path: String,
    /// Where its bytes are.
    pub key: Key,
    /// How many they are.
    pub bytes: u64,
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
        /// How large it is, or more than that.
        found: u64,
    },
}

/// An archive about to be sent.
pub struct Archive {
    storage: Storage,
    files: Vec<Packed>,
    /// Where each file's header starts.
    offsets: Vec<u64>,
    checksums: Vec<u32>,
    /// Time and date as MS-DOS wrote them.
    stamp: (u16, u16),
}

/// What is sent next.
enum Step {
    Header(usize),
    Inside { index: usize, blob: BoxStream<'static, Result<Bytes, StorageError>>, checksum: Hasher, sent: u64 },
    Directory,
    Done,
}

impl Archive {
    /// Of these files, which all carry the moment `changed`.
    #[must_use]
    pub fn new(storage: Storage, files: Vec<Packed>, changed: DateTime<Utc>) -> Self {
        let mut offset = 0;
        let mut offsets = Vec::with_capacity(files.len());
        for file in &files {
            offsets.push(offset);
            offset += file.header_length() + file.bytes + file.descriptor_length();
        }
        Self { storage, checksums: Vec::with_capacity(files.len()), files, offsets, stamp: stamp(changed) }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> u64 {
        let directory = self.directory_length();
        let end = if self.needs_zip64_end() { 56 + 20 + 22 } else { 22 };
        self.directory_offset() + directory + end
    }

    /// Its bytes, fetched from the storage as they are taken.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, ZipError>> {
        stream::try_unfold((self, Step::Header(0)), |(mut archive, step)| async move {
            let mut step = step;
            loop {
                let (bytes, next) = archive.take(step).await?;
                match (bytes, next) {
                    (None, Step::Done) => return Ok(None),
                    (None, next) => step = next,
                    (Some(bytes), next) => return Ok(Some((bytes, (archive, next)))),
                }
            }
        })
    }

    async fn take(&mut self, step: Step) -> Result<(Option<Bytes>, Step), ZipError> {
        match step {
            Step::Header(index) => {
                let Some(file) = self.files.get(index) else { return Ok((None, Step::Directory)) };
                let blob = self.storage.get(&file.key).await?.into_stream();
                let header = local_header(file, self.stamp);
                Ok((Some(header), Step::Inside { index, blob, checksum: Hasher::new(), sent: 0 }))
            }
            Step::Inside { index, mut blob, mut checksum, sent } => {
                let Some(file) = self.files.get(index) else { return Ok((None, Step::Directory)) };
                let wrong = |found| ZipError::Length { path: file.path.clone(), expected: file.bytes, found };
                match blob.next().await.transpose()? {
                    Some(bytes) => {
                        let sent = sent + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                        if sent > file.bytes {
                            return Err(wrong(sent));
                        }
                        checksum.update(&bytes);
                        Ok((Some(bytes), Step::Inside { index, blob, checksum, sent }))
                    }
                    None if sent < file.bytes => Err(wrong(sent)),
                    None => {
                        let checksum = checksum.finalize();
                        self.checksums.push(checksum);
                        Ok((Some(descriptor(file, checksum)), Step::Header(index + 1)))
                    }
                }
            }
            Step::Directory => Ok((Some(self.directory()), Step::Done)),
            Step::Done => Ok((None, Step::Done)),
        }
    }

    fn directory(&self) -> Bytes {
        let mut out = BytesMut::new();
        for ((file, offset), checksum) in self.files.iter().zip(&self.offsets).zip(&self.checksums) {
            let large = large_fields(file, *offset);
            out.put_u32_le(0x0201_4b50);
            out.put_u16_le(0x0300 | version(!large.is_empty()));
            put_common(&mut out, version(!large.is_empty()), self.stamp, *checksum);
            out.put_u32_le(narrow(file.bytes));
            out.put_u32_le(narrow(file.bytes));
            out.put_u16_le(length_u16(file.path.len()));
            out.put_u16_le(length_u16(large.len()));
            // No comment, the first disk, nothing inside is text.
            out.put_bytes(0, 6);
            // A plain file that its owner may write and everybody may read.
            out.put_u32_le(0o100_644 << 16);
            out.put_u32_le(narrow(*offset));
            out.put_slice(file.path.as_bytes());
            out.put_slice(&large);
        }
        self.put_end(&mut out);
        out.freeze()
    }

    fn put_end(&self, out: &mut BytesMut) {
        let (count, size, offset) = (self.count(), self.directory_length(), self.directory_offset());
        if self.needs_zip64_end() {
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

    fn count(&self) -> u64 {
        u64::try_from(self.files.len()).unwrap_or(u64::MAX)
    }

    fn directory_offset(&self) -> u64 {
        self.files.iter().map(|file| file.header_length() + file.bytes + file.descriptor_length()).sum()
    }

    fn directory_length(&self) -> u64 {
        let entry =
            |(file, offset): (&Packed, &u64)| 46 + wide(file.path.len()) + wide(large_fields(file, *offset).len());
        self.files.iter().zip(&self.offsets).map(entry).sum()
    }

    fn needs_zip64_end(&self) -> bool {
        self.count() >= 0xffff || self.directory_offset() >= LARGE || self.directory_length() >= LARGE
    }
}

impl Packed {
    fn is_large(&self) -> bool {
        self.bytes >= LARGE
    }

    fn header_length(&self) -> u64 {
        30 + wide(self.path.len()) + if self.is_large() { 20 } else { 0 }
    }

    fn descriptor_length(&self) -> u64 {
        if self.is_large() { 24 } else { 16 }
    }
}

fn local_header(file: &Packed, stamp: (u16, u16)) -> Bytes {
    let mut out = BytesMut::new();
    out.put_u32_le(0x0403_4b50);
    put_common(&mut out, version(file.is_large()), stamp, 0);
    let size = if file.is_large() { u32::MAX } else { 0 };
    out.put_u32_le(size);
    out.put_u32_le(size);
    out.put_u16_le(length_u16(file.path.len()));
    out.put_u16_le(if file.is_large() { 20 } else { 0 });
    out.put_slice(file.path.as_bytes());
    if file.is_large() {
        out.put_u16_le(1);
        out.put_u16_le(16);
        out.put_bytes(0, 16);
    }
    out.freeze()
}

/// Needed version, flags, no compression, time, date, checksum: the same in both headers of a file.
fn put_common(out: &mut BytesMut, version: u16, stamp: (u16, u16), checksum: u32) {
    out.put_u16_le(version);
    out.put_u16_le(FLAGS);
    out.put_u16_le(0);
    out.put_u16_le(stamp.0);
    out.put_u16_le(stamp.1);
    out.put_u32_le(checksum);
}

fn descriptor(file: &Packed, checksum: u32) -> Bytes {
    let mut out = BytesMut::new();
    out.put_u32_le(0x0807_4b50);
    out.put_u32_le(checksum);
    for _ in 0..2 {
        if file.is_large() { out.put_u64_le(file.bytes) } else { out.put_u32_le(narrow(file.bytes)) }
    }
    out.freeze()
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
