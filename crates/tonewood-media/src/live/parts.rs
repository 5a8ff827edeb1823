//! A rung while it is played: parts of a third of a second, twelve to a segment, the same ones in every rung.

use media::Rung;
use media::live::{CHANNELS, Encoded, PART_FRAMES, PARTS, RATE, SEGMENT_FRAMES};

use super::encode::{Output, Pipe};
use crate::cmaf::{self, Coding, Stream, Units};
use crate::encode::aac::{Encoder, LEAD, PRIMING, UNIT};
use crate::encode::to_i16;
use crate::error::Error;

/// Access units before the first sample, which are left out: so sample n of what goes in is sample n of what comes out.
const DROPPED: u64 = PRIMING as u64 / UNIT as u64;
/// Frames in an access unit.
const UNIT_FRAMES: u32 = UNIT as u32;

/// A rung in the making.
pub struct Parts {
    encoder: Encoder,
    packer: Packer,
    samples: Vec<i16>,
    /// Frames that have come.
    frames: u64,
}

/// Access units to parts.
struct Packer {
    /// Number of the first segment.
    first: u64,
    /// Access units that the encoder has given.
    given: u64,
    /// Parts that have been written.
    written: u64,
    units: Units,
}

impl Parts {
    /// Writes the init segment; the first part will begin segment `first`.
    pub fn begin(rung: Rung, first: u64, pipe: &mut Pipe<'_>) -> Result<Self, Error> {
        let bitrate = rung.bitrate().ok_or_else(|| Error::Internal(format!("{rung} cannot be made live")))?;
        let mut encoder = Encoder::new(CHANNELS, RATE, bitrate)?;
        let coding = Coding::Aac { bitrate, config: encoder.config().to_vec() };
        pipe.say(&Encoded::Init(cmaf::init(&Stream { rate: RATE, channels: CHANNELS, coding })))?;
        encoder.encode(&[0; LEAD * CHANNELS as usize], |_| Ok(()))?;
        let packer = Packer { first, given: 0, written: 0, units: Units::default() };
        Ok(Self { encoder, packer, samples: Vec::new(), frames: 0 })
    }
}

impl Output for Parts {
    fn push(&mut self, samples: &[f32], pipe: &mut Pipe<'_>) -> Result<(), Error> {
        self.frames += (samples.len() / usize::from(CHANNELS)) as u64;
        self.samples.clear();
        self.samples.extend(to_i16(samples));
        let packer = &mut self.packer;
        self.encoder.encode(&self.samples, |unit| packer.push(unit, UNIT_FRAMES, pipe))
    }

    fn finish(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        let wanted = self.frames.div_ceil(UNIT as u64) + DROPPED;
        // What the last unit lasts is said as it is, so that the end is exact.
        let last = u32::try_from(self.frames % UNIT as u64).ok().filter(|last| *last > 0).unwrap_or(UNIT_FRAMES);
        let silence = [0; UNIT * CHANNELS as usize];
        let packer = &mut self.packer;
        while self.frames > 0 && packer.given < wanted {
            self.encoder.encode(&silence, |unit| {
                let duration = if packer.given + 1 == wanted { last } else { UNIT_FRAMES };
                if packer.given < wanted { packer.push(unit, duration, pipe) } else { Ok(()) }
            })?;
        }
        packer.write(true, pipe)
    }
}

impl Packer {
    fn push(&mut self, unit: &[u8], duration: u32, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        self.given += 1;
        if self.given <= DROPPED {
            return Ok(());
        }
        self.units.push(unit, duration);
        if self.units.duration() == u64::from(PART_FRAMES) { self.write(false, pipe) } else { Ok(()) }
    }

    /// Writes what has been gathered as a part; `last` if none will follow.
    fn write(&mut self, last: bool, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        if self.units.is_empty() {
            return Ok(());
        }
        let units = std::mem::take(&mut self.units);
        let (segment, part) = (self.first + self.written / u64::from(PARTS), self.written % u64::from(PARTS));
        let start = self.first * u64::from(SEGMENT_FRAMES) + self.written * u64::from(PART_FRAMES);
        // Fragments are counted by numbers of 32 bits, which nobody compares over more than a few of them.
        let number = (self.first * u64::from(PARTS) + self.written) & u64::from(u32::MAX >> 1);
        let mut bytes = cmaf::fragment(&units, u32::try_from(number).unwrap_or(0), start);
        bytes.extend_from_slice(&units.data);
        let frames = u32::try_from(units.duration()).unwrap_or(u32::MAX);
        let part = u32::try_from(part).unwrap_or(0);
        self.written += 1;
        pipe.say(&Encoded::Part { segment, part, frames, ends: last || part + 1 == PARTS, bytes })
    }
}
