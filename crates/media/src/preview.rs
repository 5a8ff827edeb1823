//! The beginning of a track, for those who may hear no more.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Make the first seconds of a master as files by themselves, with a short fade at their end; of a shorter one all of it.
///
/// What is written into `out_dir`: `preview-<seconds>.m4a` (AAC 128) and `preview-<seconds>.mp3` (128 kbit/s).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewJob {
    /// The master, in any accepted format.
    pub input: PathBuf,
    /// Folder for what is made; it must exist.
    pub out_dir: PathBuf,
    /// Frames per second: 44,100 or 48,000.
    pub rate: u32,
    /// How many seconds.
    pub seconds: u32,
}

/// What a preview job made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Its length in frames.
    pub frames: u64,
    /// Length of the M4A in bytes.
    pub m4a_bytes: u64,
    /// Length of the MP3 in bytes.
    pub mp3_bytes: u64,
}
