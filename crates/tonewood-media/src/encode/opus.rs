//! Opus in Ogg, cut to the sample.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ogg::{PacketWriteEndInfo, PacketWriter};
use opusic_c::{Application, Bitrate, Channels, Encoder, ErrorCode, SampleRate, Signal};

use crate::error::Error;

/// Frames per second, whatever the master has.
pub const RATE: u32 = 48_000;
/// Frames in a packet: 20 ms.
const UNIT: usize = 960;
/// Packets in a page: a second.
const PAGE: u64 = 50;
/// Longest packet that the library may make.
const LONGEST: usize = 4000;
/// There is one stream in the file, so any number will do.
const SERIAL: u32 = 1;

/// A file in the making.
pub struct Opus {
    encoder: Encoder,
    channels: usize,
    path: PathBuf,
    output: PacketWriter<'static, BufWriter<File>>,
    waiting: Vec<f32>,
    /// The packet before the newest: what it is written with depends on whether another follows.
    last: Option<Vec<u8>>,
    packets: u64,
    /// Frames that the encoder puts before the track.
    skip: u32,
    frames: u64,
}

impl Opus {
    /// Creates `path` for samples of 1 or 2 channels at [`RATE`], made of a master of `master_rate`; `comments` is the
    /// content of the packet with the tags.
    pub fn create(path: &Path, channels: u16, master_rate: u32, comments: Vec<u8>) -> Result<Self, Error> {
        let failed = |e: ErrorCode| Error::Internal(format!("the Opus encoder cannot be set up: {}", e.message()));
        let (layout, bitrate) = if channels == 1 { (Channels::Mono, 96_000) } else { (Channels::Stereo, 160_000) };
        let mut encoder = Encoder::new(layout, SampleRate::Hz48000, Application::Audio).map_err(failed)?;
        encoder.set_bitrate(Bitrate::Value(bitrate)).map_err(failed)?;
        encoder.set_signal(Signal::Music).map_err(failed)?;
        encoder.set_complexity(10).map_err(failed)?;
        let skip = encoder.get_look_ahead().map_err(failed)?;
        let file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        let mut output = PacketWriter::new(file);
        let mut write = |packet| output.write_packet(packet, SERIAL, PacketWriteEndInfo::EndPage, 0);
        write(head(channels, skip, master_rate)).map_err(Error::io("write", path))?;
        write(comments).map_err(Error::io("write", path))?;
        Ok(Self {
            encoder,
            channels: channels.into(),
            path: path.to_owned(),
            output,
            waiting: Vec::new(),
            last: None,
            packets: 0,
            skip,
            frames: 0,
        })
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.frames += (samples.len() / self.channels) as u64;
        self.waiting.extend_from_slice(samples);
        let unit = UNIT * self.channels;
        let whole = self.waiting.len() / unit * unit;
        let waiting = std::mem::take(&mut self.waiting);
        waiting.chunks_exact(unit).try_for_each(|packet| self.encode(packet))?;
        self.waiting.extend_from_slice(waiting.get(whole..).unwrap_or_default());
        Ok(())
    }

    fn encode(&mut self, samples: &[f32]) -> Result<(), Error> {
        let mut packet = vec![0; LONGEST];
        let written = self.encoder.encode_float_to_slice(samples, &mut packet);
        let written = written.map_err(|e| Error::Internal(format!("the Opus encoder failed: {}", e.message())))?;
        packet.truncate(written);
        if let Some(last) = self.last.replace(packet) {
            self.packets += 1;
            let page = self.packets.is_multiple_of(PAGE);
            let end = if page { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            self.write(last, end, self.packets * UNIT as u64)?;
        }
        Ok(())
    }

    fn write(&mut self, packet: Vec<u8>, end: PacketWriteEndInfo, position: u64) -> Result<(), Error> {
        self.output.write_packet(packet, SERIAL, end, position).map_err(Error::io("write", &self.path))
    }

    /// Writes the rest; the last position says where the track ends.
    pub fn finish(mut self) -> Result<(), Error> {
        let end = u64::from(self.skip) + self.frames;
        let unit = UNIT * self.channels;
        let mut rest = std::mem::take(&mut self.waiting);
        // What is encoded is as long as the track and what the encoder holds back, up to a whole packet.
        while (self.packets + u64::from(self.last.is_some())) * (UNIT as u64) < end {
            rest.resize(unit, 0.0);
            self.encode(&rest)?;
            rest.clear();
        }
        if let Some(last) = self.last.take() {
            self.write(last, PacketWriteEndInfo::EndStream, end)?;
        }
        let mut file = self.output.into_inner();
        file.flush().map_err(Error::io("write", &self.path))
    }
}

fn head(channels: u16, skip: u32, master_rate: u32) -> Vec<u8> {
    let mut head = b"OpusHead\x01".to_vec();
    head.push(u8::try_from(channels).unwrap_or(u8::MAX));
    head.extend(u16::try_from(skip).unwrap_or(u16::MAX).to_le_bytes());
    head.extend(master_rate.to_le_bytes());
    // No gain, one stream of one or two channels.
    head.extend([0, 0, 0]);
    head
}
