//! Packets through a decoder.

use std::io::ErrorKind;

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::audio::conv::ConvertibleSample;
use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error as Symphonia;
use symphonia::core::formats::{FormatReader, SeekMode, SeekTo};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::Engine;
use crate::error::Error;
use crate::refuse;

/// Where decoding stands, for refusals that name a time.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Frames decoded.
    pub frames: u64,
    /// Frames that the file says it has, if it does.
    pub expected: Option<u64>,
    /// Frames per second.
    pub rate: u32,
}

impl Progress {
    /// What a failure of symphonia means here.
    pub fn error(self, error: Symphonia) -> Error {
        match error {
            Symphonia::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
                refuse::stops_early(self.frames, self.expected, self.rate).into()
            }
            Symphonia::IoError(error) if error.raw_os_error().is_some() => Error::reading(error),
            Symphonia::IoError(error) => refuse::damaged(self.frames, self.rate, &error.to_string()).into(),
            Symphonia::Unsupported(what) => refuse::unsupported_codec(&format!("of an unusual kind ({what})")).into(),
            other => refuse::damaged(self.frames, self.rate, &other.to_string()).into(),
        }
    }
}

/// Something that cuts a file into packets.
pub trait Packets: Send {
    /// The next packet; `None` at the end. `progress` is where decoding stands.
    fn next(&mut self, progress: Progress) -> Result<Option<Packet>, Error>;

    /// Goes to the packet with this frame, if that costs little and the packets behind it need none before; the first
    /// frame of that packet.
    fn seek(&mut self, _frame: u64, _progress: Progress) -> Result<Option<u64>, Error> {
        Ok(None)
    }
}

/// What can be told from the outside of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    Any,
    /// It begins where the one before ended.
    Continuous,
    /// Its last bits are three ones, filled up to a whole byte with zeros.
    EndTag,
}

impl Form {
    fn fits(self, packet: &Packet, frames: u64) -> bool {
        match self {
            Self::Any => true,
            Self::Continuous => u64::try_from(packet.pts.get()) == Ok(frames),
            Self::EndTag => packet.data.last_chunk::<2>().is_some_and(|last| {
                let last = u16::from_be_bytes(*last);
                last & 0xff != 0 && last >> last.trailing_zeros() & 7 == 7
            }),
        }
    }
}

/// One track of a container that symphonia reads.
pub struct Demuxed {
    /// The container.
    pub reader: Box<dyn FormatReader>,
    /// The track.
    pub track: u32,
    /// What is known of every whole packet.
    pub form: Form,
    /// Whether the packets' own trimming is left out, because [`super::Trim`] does it.
    pub untrimmed: bool,
}

impl Packets for Demuxed {
    fn next(&mut self, progress: Progress) -> Result<Option<Packet>, Error> {
        loop {
            let Some(mut packet) = self.reader.next_packet().map_err(|e| progress.error(e))? else { return Ok(None) };
            if packet.track_id != self.track {
                continue;
            }
            if !self.form.fits(&packet, progress.frames) {
                return Err(refuse::damaged(progress.frames, progress.rate, "a part is missing").into());
            }
            if self.untrimmed {
                packet.trim_start = Duration::ZERO;
                packet.trim_end = Duration::ZERO;
            }
            return Ok(Some(packet));
        }
    }

    fn seek(&mut self, frame: u64, progress: Progress) -> Result<Option<u64>, Error> {
        if self.form != Form::Continuous {
            return Ok(None);
        }
        let ts = Timestamp::new(i64::try_from(frame).unwrap_or(i64::MAX));
        let mut to = |ts| self.reader.seek(SeekMode::Accurate, SeekTo::Timestamp { ts, track_id: self.track });
        let mut seeked = to(ts).map_err(|e| progress.error(e))?;
        // It is said that it may go too far.
        if seeked.actual_ts > ts {
            seeked = to(Timestamp::new(0)).map_err(|e| progress.error(e))?;
        }
        Ok(u64::try_from(seeked.actual_ts.get()).ok())
    }
}

/// Packets and the decoder for them.
pub struct Coded {
    packets: Box<dyn Packets>,
    decoder: Box<dyn AudioDecoder>,
    channels: u16,
    progress: Progress,
    /// Whether frames have been passed over, so that no checksum over all of them can be right.
    partial: bool,
}

impl Coded {
    /// `expected` are the frames that must come out at least, before any trimming.
    pub fn new(
        packets: Box<dyn Packets>,
        decoder: Box<dyn AudioDecoder>,
        (channels, rate): (u16, u32),
        expected: Option<u64>,
    ) -> Self {
        Self { packets, decoder, channels, progress: Progress { frames: 0, expected, rate }, partial: false }
    }

    fn finish(&mut self) -> Result<bool, Error> {
        let Progress { frames, expected, rate } = self.progress;
        if expected.is_some_and(|expected| frames < expected) {
            return Err(refuse::stops_early(frames, expected, rate).into());
        }
        if self.decoder.finalize().verify_ok == Some(false) && !self.partial {
            return Err(refuse::checksum().into());
        }
        Ok(false)
    }
}

impl Coded {
    fn step<S: ConvertibleSample>(&mut self, out: &mut Vec<S>) -> Result<bool, Error> {
        let progress = self.progress;
        let Some(packet) = self.packets.next(progress)? else { return self.finish() };
        // A packet is whole when it gets here, so an end within it is damage, not a cut file.
        let decoded = self.decoder.decode(&packet).map_err(|error| match error {
            Symphonia::IoError(_) => refuse::damaged(progress.frames, progress.rate, "a block is incomplete").into(),
            other => progress.error(other),
        })?;
        if decoded.frames() > 0 {
            same_kind(&decoded, self.channels, progress)?;
        }
        decoded.copy_to_vec_interleaved(out);
        self.progress.frames += decoded.frames() as u64;
        Ok(true)
    }
}

impl Engine for Coded {
    fn decode(&mut self, out: &mut Vec<f32>) -> Result<bool, Error> {
        self.step(out)
    }

    fn decode_whole(&mut self, out: &mut Vec<i32>) -> Result<bool, Error> {
        self.step(out)
    }

    fn skip_all_but(&mut self, keep: u64) -> Result<u64, Error> {
        let Some(expected) = self.progress.expected else { return Ok(0) };
        let wanted = expected.saturating_sub(keep);
        if wanted == 0 {
            return Ok(0);
        }
        let Some(passed) = self.packets.seek(wanted, self.progress)? else { return Ok(0) };
        self.partial = true;
        self.progress.frames = passed;
        Ok(passed)
    }
}

/// Files whose rate or channels change on the way are several files.
fn same_kind(decoded: &GenericAudioBufferRef<'_>, channels: u16, progress: Progress) -> Result<(), Error> {
    let spec = decoded.spec();
    if spec.rate() != progress.rate {
        return Err(refuse::joined(progress.frames, progress.rate, "the sample rate changes").into());
    }
    if spec.channels().count() != usize::from(channels) {
        return Err(refuse::joined(progress.frames, progress.rate, "the number of channels changes").into());
    }
    Ok(())
}
