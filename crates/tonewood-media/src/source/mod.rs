//! What may come in: recognising files by their content, reading their structure, decoding them.

pub(crate) mod adts;
mod aiff;
mod coded;
pub(crate) mod flac;
mod foreign;
pub(crate) mod frames;
mod identify;
mod mp4;
mod mp4_boxes;
mod mp4_config;
pub(crate) mod mpeg;
mod ogg;
pub(crate) mod ogg_pages;
mod pcm;
mod trailer;
mod wav;
mod window;

pub use identify::Kind;
pub use window::Position;

use std::fs::File;
use std::path::Path;

use crate::error::Error;
use crate::refuse;

/// What a file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Container, as in [`media::Probe`].
    pub container: &'static str,
    /// Codec, as in [`media::Probe`].
    pub codec: &'static str,
    /// Whether every bit is kept.
    pub lossless: bool,
    /// Bits per sample, if it is lossless.
    pub bits: Option<u16>,
    /// Whether samples are floating point numbers.
    pub float: bool,
    /// Frames per second.
    pub sample_rate: u32,
    /// Channels, 1 or 2.
    pub channels: u16,
    /// Bytes of the file which hold audio, for the bit rate.
    pub audio_bytes: u64,
}

/// Which of the decoded frames belong to the track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trim {
    /// Frames at the beginning that the encoder put there.
    pub skip: u64,
    /// Frames to keep after those; `None` keeps all.
    pub keep: Option<u64>,
}

/// Something that gives samples. Blocks are interleaved and may be empty; `false` is the end.
pub trait Engine: Send {
    /// Replaces `out` by the next block; full scale is 1.
    fn decode(&mut self, out: &mut Vec<f32>) -> Result<bool, Error>;

    /// Replaces `out` by the next block of whole numbers, which fill the upper of their 32 bits: every bit of a lossless
    /// file, 24 bits of floating point numbers.
    fn decode_whole(&mut self, out: &mut Vec<i32>) -> Result<bool, Error>;

    /// Passes over all frames but the last `keep`, if that costs nothing; how many that were.
    fn skip_all_but(&mut self, _keep: u64) -> Result<u64, Error> {
        Ok(0)
    }
}

/// An open file.
pub struct Source {
    /// What it is.
    pub facts: Facts,
    /// What to cut off.
    pub trim: Trim,
    /// What decodes it.
    pub engine: Box<dyn Engine>,
    /// How far reading has come.
    pub position: Position,
    /// Length of the file in bytes.
    pub len: u64,
}

/// A file, and where its audio lies.
pub(crate) struct Upload {
    file: File,
    start: u64,
    end: u64,
}

impl Upload {
    /// A second handle of the same file.
    fn file(&self) -> Result<File, Error> {
        self.file.try_clone().map_err(Error::reading)
    }

    fn window(&self) -> Result<window::Window, Error> {
        window::Window::new(self.file()?, self.start, self.end).map_err(Error::reading)
    }

    fn len(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

/// Opens the file at `path`, whatever its name says, or refuses it.
pub fn open(path: &Path) -> Result<Source, Error> {
    let mut file = File::open(path).map_err(Error::io("open", path))?;
    let len = file.metadata().map_err(Error::reading)?.len();
    if len == 0 {
        return Err(refuse::empty().into());
    }
    let start = trailer::audio_start(&mut file).map_err(Error::reading)?;
    if start >= len {
        return Err(refuse::stops_in_header().into());
    }
    let kind = identify::identify(&mut file, start, len)?;
    let end = match kind {
        Kind::Flac | Kind::Mp3 | Kind::Adts => trailer::audio_end(&mut file, start, len).map_err(Error::reading)?,
        Kind::Wav | Kind::Aiff | Kind::Mp4 | Kind::Ogg => len,
    };
    let upload = Upload { file, start, end };
    let mut source = match kind {
        Kind::Wav => wav::open(&upload),
        Kind::Aiff => aiff::open(&upload),
        Kind::Flac => flac::open(&upload),
        Kind::Mp4 => mp4::open(&upload),
        Kind::Mp3 => mpeg::open(&upload),
        Kind::Adts => adts::open(&upload),
        Kind::Ogg => ogg::open(&upload),
    }?;
    source.len = len;
    check(&source.facts)?;
    Ok(source)
}

/// What the rest of the program relies on.
fn check(facts: &Facts) -> Result<(), Error> {
    match facts.channels {
        1 | 2 => {}
        0 => return Err(refuse::damaged_header("its header says that it has no channels").into()),
        more => return Err(refuse::surround(more.into()).into()),
    }
    if !(8_000..=384_000).contains(&facts.sample_rate) {
        return Err(refuse::sample_rate(facts.sample_rate).into());
    }
    Ok(())
}
