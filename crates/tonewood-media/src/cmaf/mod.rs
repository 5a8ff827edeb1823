//! MP4 as it is streamed and downloaded: boxes, init segments, fragments and progressive files.

mod boxes;
mod fragment;
mod header;
mod progressive;

pub use fragment::fragment;
pub use header::init;
pub use progressive::Progressive;

/// What all boxes of an AAC stream need to know.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Frames per second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// Bits per second.
    pub bitrate: u32,
    /// The AudioSpecificConfig.
    pub config: Vec<u8>,
}

/// Access units one after the other.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Length of each in bytes.
    pub sizes: Vec<u32>,
    /// All of them.
    pub data: Vec<u8>,
}

impl Units {
    /// Puts `unit` at the end.
    pub fn push(&mut self, unit: &[u8]) {
        self.sizes.push(u32::try_from(unit.len()).unwrap_or(u32::MAX));
        self.data.extend_from_slice(unit);
    }

    /// Puts all of `more` at the end.
    pub fn append(&mut self, more: Self) {
        self.sizes.extend(more.sizes);
        self.data.extend(more.data);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.sizes.len()
    }
}
