//! Files out of a recording, with its samples bit by bit.

use std::fs::File;
use std::io::Read;

use flac_codec::encode::Options;
use media::Refusal;
use media::live::{Cut, CutJob, CutPiece};

use super::codec::{Codec, Kind};
use super::flac_split::{Found, MARK, Split};
use crate::analyse::Waveform;
use crate::encode::Whole;
use crate::encode::flac::Flac;
use crate::error::Error;
use crate::refuse;
use crate::source::flac::StreamInfo;

/// Bytes read at once.
const READ: usize = 256 << 10;
/// The mark, the head of a metadata block and STREAMINFO.
const HEADER: usize = 42;
/// Full scale of samples that fill the upper of their 32 bits.
const FULL: f32 = 2_147_483_648.0;

/// Does the job; tells how much is done.
pub fn run(job: &CutJob, progress: impl Fn(f32)) -> Result<Cut, Error> {
    let mut file = File::open(&job.input).map_err(Error::io("open", &job.input))?;
    let length = file.metadata().map_err(Error::reading)?.len();
    let mut header = [0; HEADER];
    file.read_exact(&mut header).map_err(|_| refuse::no_audio())?;
    let info = header.get(8..).unwrap_or_default();
    let format = StreamInfo::read(info).filter(|info| header.starts_with(MARK) && info.channels <= 2);
    let format = format.ok_or_else(|| refuse::damaged_header("it is not a recording"))?;
    let codec = Codec::new(Kind::Flac, (format.rate, format.channels), Some(info.to_vec()))?;
    let whole = Whole { channels: format.channels, rate: format.rate, bits: format.bits };
    let pieces = job.pieces.iter().map(|piece| Piece { piece, file: None, written: 0 }).collect();
    let mut cutter = Cutter { format: whole, codec, pieces, waveform: Waveform::default(), frames: 0 };
    let mut split = Split::default();
    let (mut chunk, mut read, mut samples) = (vec![0; READ], HEADER as u64, Vec::new());
    loop {
        let count = file.read(&mut chunk).map_err(Error::reading)?;
        split.buffer.push(chunk.get(..count).unwrap_or_default());
        while let Some(found) = split.next(count == 0) {
            match found {
                // A header between stretches says nothing new: what is no frame is passed over.
                Found::Mark => split.buffer.pass(MARK.len()),
                Found::Frame(_, frame) if cutter.codec.try_decode(&frame, &mut samples) => cutter.push(&samples)?,
                Found::Frame(..) => {}
            }
        }
        if count == 0 {
            return cutter.finish(job.peaks);
        }
        read += count as u64;
        progress((read as f64 / length.max(1) as f64).min(1.0) as f32);
    }
}

struct Cutter<'a> {
    format: Whole,
    codec: Codec,
    pieces: Vec<Piece<'a>>,
    waveform: Waveform,
    /// Frames that have come.
    frames: u64,
}

/// One file.
struct Piece<'a> {
    piece: &'a CutPiece,
    /// `None` before its beginning and behind its end.
    file: Option<Flac>,
    written: u64,
}

impl Cutter<'_> {
    /// Takes samples that fill the upper of their 32 bits.
    fn push(&mut self, samples: &[i32]) -> Result<(), Error> {
        let channels = usize::from(self.format.channels);
        let (start, format) = (self.frames, self.format);
        self.frames += (samples.len() / channels) as u64;
        let end = self.frames;
        for frame in samples.chunks_exact(channels) {
            let peak = frame.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
            self.waveform.push(peak as f32 / FULL);
        }
        for piece in &mut self.pieces {
            let from = piece.piece.from.clamp(start, end);
            let until = piece.piece.until.unwrap_or(u64::MAX).clamp(from, end);
            let at = |frame: u64| usize::try_from(frame - start).unwrap_or(usize::MAX).saturating_mul(channels);
            let wanted = samples.get(at(from)..at(until)).unwrap_or_default();
            if !wanted.is_empty() {
                piece.push(wanted, format)?;
            }
            if piece.piece.until.is_some_and(|until| until <= end) {
                piece.close()?;
            }
        }
        Ok(())
    }

    fn finish(mut self, peaks: u32) -> Result<Cut, Error> {
        if self.frames == 0 {
            return Err(refuse::no_audio().into());
        }
        for (number, piece) in self.pieces.iter_mut().enumerate() {
            if piece.written == 0 {
                return Err(empty_piece(number + 1).into());
            }
            piece.close()?;
        }
        let peaks = self.waveform.finish(usize::try_from(peaks).unwrap_or(0));
        Ok(Cut { frames: self.frames, peaks })
    }
}

impl Piece<'_> {
    fn push(&mut self, samples: &[i32], format: Whole) -> Result<(), Error> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(Flac::create(&self.piece.output, format, Options::default())?),
        };
        self.written += samples.len() as u64;
        file.push(samples)
    }

    fn close(&mut self) -> Result<(), Error> {
        self.file.take().map_or(Ok(()), Flac::finish)
    }
}

/// Two marks at one place, or one behind the end.
fn empty_piece(number: usize) -> Refusal {
    let text = format!(
        "There is nothing between the ends of track {number}. Move its marks apart, or take one of them away, and cut again."
    );
    Refusal::new("empty_piece", text)
}
