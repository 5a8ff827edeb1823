//! A whole file in one piece: M4A with its table of contents in front and an edit list for its exact length.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Stream;
use super::boxes::{Writer, length};
use super::header::{media, movie_header, track_header};
use crate::encode::aac::PRIMING;
use crate::error::Error;

/// Access units per chunk: about half a second.
const CHUNK: usize = 22;

/// A file in the making. The access units wait in a file without a name until their lengths are all known.
pub struct Progressive {
    path: PathBuf,
    waiting: BufWriter<File>,
    sizes: Vec<u16>,
}

impl Progressive {
    /// Will write `path`.
    pub fn new(path: &Path) -> Result<Self, Error> {
        let beside = path.with_extension("mdat");
        let open = File::options().read(true).write(true).create(true).truncate(true).open(&beside);
        let file = open.map_err(Error::io("create", &beside))?;
        std::fs::remove_file(&beside).map_err(Error::io("unlink", &beside))?;
        Ok(Self { path: path.to_owned(), waiting: BufWriter::new(file), sizes: Vec::new() })
    }

    /// Takes the next access unit.
    pub fn push(&mut self, unit: &[u8]) -> Result<(), Error> {
        // AAC-LC in two channels never needs more than 1,536 bytes.
        self.sizes
            .push(u16::try_from(unit.len()).map_err(|_| Error::Internal("an access unit is too long".to_owned()))?);
        self.waiting.write_all(unit).map_err(Error::io("write", &self.path))
    }

    /// Writes the file for a track of `frames`; gives its length in bytes.
    pub fn finish(mut self, stream: &Stream, frames: u64) -> Result<u64, Error> {
        let path = std::mem::take(&mut self.path);
        self.write(&path, stream, frames).map_err(Error::io("write", &path))
    }

    fn write(self, path: &Path, stream: &Stream, frames: u64) -> io::Result<u64> {
        let media_len = self.sizes.iter().map(|size| u64::from(*size)).sum::<u64>();
        let brand = ftyp();
        let moov_len = moov(stream, &self.sizes, frames, 0).len() as u64;
        let start = brand.len() as u64 + moov_len + 16;
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(&brand)?;
        out.write_all(&moov(stream, &self.sizes, frames, start))?;
        let mut mdat = Writer::default();
        mdat.u32(1).bytes(b"mdat").u64(media_len + 16);
        out.write_all(&mdat.0)?;
        let mut waiting = self.waiting.into_inner().map_err(|error| error.into_error())?;
        waiting.seek(SeekFrom::Start(0))?;
        io::copy(&mut waiting, &mut out)?;
        out.flush()?;
        Ok(start + media_len)
    }
}

fn ftyp() -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"ftyp", |ftyp| ftyp.bytes(b"M4A ").u32(0).bytes(b"M4A mp42isom").end());
    out.0
}

/// `start` is where the media data begins in the file.
fn moov(stream: &Stream, sizes: &[u16], frames: u64, start: u64) -> Vec<u8> {
    let duration = u64::from(PRIMING) + frames;
    let count = sizes.len() as u64;
    let mut out = Writer::default();
    out.boxed(b"moov", |moov| {
        movie_header(moov, stream.rate, frames);
        moov.boxed(b"trak", |trak| {
            track_header(trak, frames);
            trak.boxed(b"edts", |edts| {
                edts.full(b"elst", 1, 0, |elst| {
                    elst.u32(1).u64(frames).u64(PRIMING.into()).u32(0x0001_0000);
                });
            });
            media(trak, stream, duration, |table| {
                let last = duration - count.saturating_sub(1) * 1024;
                table.full(b"stts", 0, 0, |stts| {
                    let runs = [(count.saturating_sub(1), 1024), (1, last)];
                    let runs = runs.iter().filter(|(count, _)| *count > 0);
                    stts.u32(length(runs.clone().count()));
                    runs.for_each(|(count, each)| stts.u32(*count as u32).u32(*each as u32).end());
                });
                chunks(table, sizes, start);
            });
        });
    });
    out.0
}

fn chunks(table: &mut Writer, sizes: &[u16], start: u64) {
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
        sizes.iter().for_each(|size| stsz.u32((*size).into()).end());
    });
    table.full(b"co64", 0, 0, |co64| {
        co64.u32(length(sizes.len().div_ceil(CHUNK)));
        sizes.chunks(CHUNK).fold(start, |at, chunk| {
            co64.u64(at);
            at + chunk.iter().map(|size| u64::from(*size)).sum::<u64>()
        });
    });
}
