//! Pictures: covers, headers and portraits.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// How a picture is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// The middle square; a size is its edge.
    Square,
    /// The middle part of three to one, for headers; a size is its width.
    Wide,
    /// Uncut; a size is the longer edge.
    Picture,
}

/// Check a picture (JPEG, PNG, WebP, or the first frame of a GIF) and make JPEG files of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageJob {
    /// The picture as it was uploaded.
    pub input: PathBuf,
    /// Folder for the files (created if missing).
    pub out_dir: PathBuf,
    /// Wanted sizes in pixels, see [`Shape`]. A picture is never made larger: sizes above its own are made at its own.
    pub sizes: Vec<u32>,
    /// How to cut it.
    pub shape: Shape,
    /// Refuse a picture (`image_too_small`) whose shorter edge has fewer pixels than this; 0 accepts all.
    pub min_edge: u32,
}

/// What an image job made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Width of the upload in pixels, as it is looked at (orientation applied).
    pub width: u32,
    /// Height of the upload in pixels, as it is looked at.
    pub height: u32,
    /// Format of the upload: `jpeg`, `png`, `webp` or `gif`.
    pub format: String,
    /// The dominant hue in OKLCH degrees: a multiple of 15 from 0 to 345. A picture without colour has 255 and 285.
    pub hue1: u16,
    /// A second hue, at least 30 degrees away from `hue1`.
    pub hue2: u16,
    /// One per wanted size, in that order.
    pub files: Vec<ImageFile>,
    /// [BlurHash](https://blurha.sh) of the cut picture.
    pub blurhash: String,
}

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFile {
    /// The wanted size.
    pub size: u32,
    /// Width in pixels of what was made.
    pub width: u32,
    /// Height in pixels of what was made.
    pub height: u32,
    /// Name of the file in `out_dir`: `<size>.jpg`.
    pub path: String,
    /// Media type: `image/jpeg`.
    pub mime: String,
    /// Length in bytes.
    pub bytes: u64,
}
