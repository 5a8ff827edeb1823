//! A whole file in one piece: M4A with its table of contents in front and an edit list for its exact length.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::boxes::{Writer, length};
use super::header::{media, movie_header, track_header};
use super::{Coding, Stream};
use crate::encode::{aac, alac, flac_frames};
use crate::error::Error;

/// Access units per chunk: about half a second.
const CHUNK: usize = 22;

/// A file in the making. The access units wait in a file without a name until their lengths are all known.
pub struct Progressive {
    path: PathBuf,
    waiting: BufWriter<File>,
    sizes: Vec<u32>,
    priming: u32,
}

impl Progressive {
    /// Will write `path`; so many frames stand before the track.
    pub fn new(path: &Path, priming: u32) -> Result<Self, Error> {
        let beside = path.with_extension("mdat");
        let open = File::options().read(true).write(true).create(true).truncate(true).open(&beside);
        let file = open.map_err(Error::io("create", &beside))?;
        std::fs::remove_file(&beside).map_err(Error::io("unlink", &beside))?;
        Ok(Self { path: path.to_owned(), waiting: BufWriter::new(file), sizes: Vec::new(), priming })
    }

    /// Takes the next access unit.
    pub fn push(&mut self, unit: &[u8]) -> Result<(), Error> {
        self.sizes.push(length(unit.len()));
        self.waiting.write_all(unit).map_err(Error::io("write", &self.path))
    }

    /// Writes the file for a track of `frames`; `tags` is an `ilst` box or nothing. Gives its length in bytes.
    pub fn finish(mut self, stream: &Stream, frames: u64, tags: &[u8]) -> Result<u64, Error> {
        let path = std::mem::take(&mut self.path);
        self.write(&path, stream, frames, tags).map_err(Error::io("write", &path))
    }

    fn write(self, path: &Path, stream: &Stream, frames: u64, tags: &[u8]) -> io::Result<u64> {
        let media_len = self.sizes.iter().map(|size| u64::from(*size)).sum::<u64>();
        let brand = ftyp();
        let mut moov = Moov { stream, sizes: &self.sizes, priming: self.priming, frames, tags, start: 0 };
        moov.start = (brand.len() + moov.write().len() + 16) as u64;
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(&brand)?;
        out.write_all(&moov.write())?;
        let mut mdat = Writer::default();
        mdat.u32(1).bytes(b"mdat").u64(media_len + 16);
        out.write_all(&mdat.0)?;
        let mut waiting = self.waiting.into_inner().map_err(|error| error.into_error())?;
        waiting.seek(SeekFrom::Start(0))?;
        io::copy(&mut waiting, &mut out)?;
        out.flush()?;
        Ok(moov.start + media_len)
    }
}

fn ftyp() -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"ftyp", |ftyp| ftyp.bytes(b"M4A ").u32(0).bytes(b"M4A mp42isom").end());
    out.0
}

struct Moov<'a> {
    stream: &'a Stream,
    sizes: &'a [u32],
    priming: u32,
    frames: u64,
    tags: &'a [u8],
    /// Where the media data begins in the file.
    start: u64,
}

impl Moov<'_> {
    fn write(&self) -> Vec<u8> {
        let unit = match self.stream.coding {
            Coding::Aac { .. } => aac::UNIT,
            Coding::Alac { .. } => alac::UNIT,
            Coding::Flac { .. } => flac_frames::BLOCK,
        } as u64;
        let (frames, priming) = (self.frames, u64::from(self.priming));
        let before_last = (self.sizes.len() as u64).saturating_sub(1);
        // A unit that lies behind the track lasts as long as any.
        let last = Some((priming + frames).saturating_sub(before_last * unit)).filter(|last| *last > 0).unwrap_or(unit);
        // ffmpeg takes it for bare samples if nothing lasts longer than one unit of time: then time counts half frames.
        let time = if before_last == 0 && last == 1 { 2 } else { 1 };
        let duration = (before_last * unit + last) * time;
        let mut out = Writer::default();
        out.boxed(b"moov", |moov| {
            movie_header(moov, self.stream.rate, frames);
            moov.boxed(b"trak", |trak| {
                track_header(trak, frames);
                trak.boxed(b"edts", |edts| {
                    edts.full(b"elst", 1, 0, |elst| elst.u32(1).u64(frames).u64(priming * time).u32(0x0001_0000).end());
                });
                media(trak, self.stream, (self.stream.rate * time as u32, duration), |table| {
                    table.full(b"stts", 0, 0, |stts| {
                        let runs = [(before_last, unit), (1, last)];
                        let runs = runs.iter().filter(|(count, _)| *count > 0);
                        stts.u32(length(runs.clone().count()));
                        runs.for_each(|(count, each)| stts.u32(*count as u32).u32((each * time) as u32).end());
                    });
                    chunks(table, self.sizes, self.start);
                });
            });
            if !self.tags.is_empty() {
                moov.boxed(b"udta", |udta| {
                    udta.full(b"meta", 0, 0, |meta| {
                        meta.full(b"hdlr", 0, 0, |hdlr| hdlr.u32(0).bytes(b"mdirappl").zeros(9).end());
                        meta.bytes(self.tags);
                    });
                });
            }
        });
        out.0
    }
}

fn chunks(table: &mut Writer, sizes: &[u32], start: u64) {
    let whole = sizes.len() / CHUNK;
    let rest = sizes.len() % CHUNK;
    table.full(b"stsc", 0, 0, |stsc| {
        let runs = [(1, CHUNK, whole > 0), (whole + 1, rest, rest > 0)];
        let runs = runs.iter().filter(|(.., there)| *there);
        stsc.u32(length(runs.clone().count()));
        runs.for_each(|(first, each, _)| stsc.u32(length(*first)).u32(length(*each)).u32(1).end());
    });
    table.full(b"stsz", 0, 0, |stsz| {
        stsz.u32(0).u32(length(sizes.len()));
        sizes.iter().for_each(|size| stsz.u32(*size).end());
    });
    table.full(b"co64", 0, 0, |co64| {
        co64.u32(length(sizes.len().div_ceil(CHUNK)));
        sizes.chunks(CHUNK).fold(start, |at, chunk| {
            co64.u64(at);
            at + chunk.iter().map(|size| u64::from(*size)).sum::<u64>()
        });
    });
}
