//! MP4 as it is streamed and downloaded: boxes, init segments, fragments and progressive files.

mod boxes;
mod fragment;
mod header;
mod progressive;

pub use fragment::fragment;
pub use header::init;
pub use progressive::Progressive;

/// What all boxes of a stream need to know.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Frames per second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// How it is coded.
    pub coding: Coding,
}

/// What a sample entry says of a codec.
#[derive(Debug, Clone)]
pub enum Coding {
    /// AAC-LC.
    Aac {
        /// Bits per second.
        bitrate: u32,
        /// The AudioSpecificConfig.
        config: Vec<u8>,
    },
    /// Apple Lossless.
    Alac {
        /// Bits per sample.
        bits: u16,
        /// The ALACSpecificConfig.
        cookie: Vec<u8>,
    },
    /// FLAC.
    Flac {
        /// Bits per sample.
        bits: u16,
        /// The STREAMINFO block, without its header.
        info: [u8; 34],
    },
}

/// Coded units one after the other: access units of AAC, frames of FLAC.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Length in bytes and duration in frames of each.
    pub sizes: Vec<(u32, u32)>,
    /// All of them.
    pub data: Vec<u8>,
}

impl Units {
    /// Puts `unit`, which lasts `duration` frames, at the end.
    pub fn push(&mut self, unit: &[u8], duration: u32) {
        self.sizes.push((boxes::length(unit.len()), duration));
        self.data.extend_from_slice(unit);
    }

    /// Puts all of `more` at the end.
    pub fn append(&mut self, more: Self) {
        self.sizes.extend(more.sizes);
        self.data.extend(more.data);
    }

    /// How many frames they last.
    pub fn duration(&self) -> u64 {
        self.sizes.iter().map(|(_, duration)| u64::from(*duration)).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }
}
