//! Pictures as they come: recognised, limited, decoded.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use image::error::{ImageError, LimitErrorKind};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use media::Refusal;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::bytes::has;
use crate::error::Error;

/// Longest edge in pixels.
const LONGEST_EDGE: u32 = 12_000;
/// Most pixels.
const MOST_PIXELS: u64 = 200_000_000;
/// Most bytes of decoded pixels.
const MOST_BYTES: u64 = 512 << 20;
/// Longest colour profile that is heeded.
const LONGEST_PROFILE: usize = 4 << 20;

/// A decoded picture: grey, RGB or RGBA with 8 bits, not yet turned upright.
pub struct Picture {
    pub pixels: DynamicImage,
    pub orientation: Orientation,
    pub format: &'static str,
    profile: Option<ColorProfile>,
}

impl Picture {
    /// Whether it must be turned by a quarter.
    pub fn lies(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }

    /// Width and height when upright.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        if self.lies() { (height, width) } else { (width, height) }
    }

    /// Converts from the picture's own colours. A profile that cannot be used is as good as none.
    pub fn to_srgb(&self, rgb: &mut RgbImage) {
        let Some(profile) = &self.profile else { return };
        let srgb = ColorProfile::new_srgb();
        let transform = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default());
        let mut converted = vec![0; rgb.as_raw().len()];
        if transform.is_ok_and(|transform| transform.transform(rgb.as_raw(), &mut converted).is_ok()) {
            rgb.copy_from_slice(&converted);
        }
    }
}

/// Decodes the picture at `path`; its edges must have at least `min_edge` pixels.
pub fn open(path: &Path, min_edge: u32) -> Result<Picture, Error> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(Error::io("open", path))?;
    (&file).take(64).read_to_end(&mut head).map_err(Error::reading)?;
    let (format, name) = recognise(&head)?;
    let file = BufReader::new(File::open(path).map_err(Error::io("open", path))?);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(file, format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(too_large().into());
    }
    let shorter = width.min(height);
    if shorter < min_edge.max(1) {
        return Err(too_small((width, height), min_edge).into());
    }
    // Both only say how the picture is to be shown; if they are broken, it is shown as it is.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|bytes| bytes.len() <= LONGEST_PROFILE);
    let profile = profile.and_then(|bytes| ColorProfile::new_from_slice(&bytes).ok());
    let profile = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb);
    let pixels = plain(DynamicImage::from_decoder(decoder).map_err(refuse)?);
    Ok(Picture { pixels, orientation, format: name, profile })
}

/// One of the three forms that are handled.
fn plain(pixels: DynamicImage) -> DynamicImage {
    match pixels {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => pixels,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    }
}

fn recognise(head: &[u8]) -> Result<(ImageFormat, &'static str), Refusal> {
    if has(head, 0, b"\xff\xd8\xff") {
        Ok((ImageFormat::Jpeg, "jpeg"))
    } else if has(head, 0, b"\x89PNG\r\n\x1a\n") {
        Ok((ImageFormat::Png, "png"))
    } else if has(head, 0, b"RIFF") && has(head, 8, b"WEBP") {
        Ok((ImageFormat::WebP, "webp"))
    } else if has(head, 0, b"GIF8") {
        Ok((ImageFormat::Gif, "gif"))
    } else {
        Err(not_an_image(head))
    }
}

fn not_an_image(head: &[u8]) -> Refusal {
    let other = [
        (4, b"ftypavif".as_slice(), "an AVIF picture"),
        (4, b"ftypheic", "a HEIC picture"),
        (4, b"ftypmif1", "a HEIF picture"),
        (0, b"II*\0", "a TIFF picture"),
        (0, b"MM\0*", "a TIFF picture"),
        (0, b"BM", "a BMP picture"),
        (0, b"8BPS", "a Photoshop file"),
        (0, b"%PDF", "a PDF document"),
        (0, b"<svg", "an SVG drawing"),
        (0, b"<?xml", "an SVG drawing or another XML document"),
    ];
    let what = other.iter().find(|(at, magic, _)| has(head, *at, magic)).map(|(.., what)| *what);
    let text = match (what, head.is_empty()) {
        (_, true) => "The file is empty.".to_owned(),
        (Some(what), _) => format!("This is {what}, which is not supported here."),
        (None, _) => "This is not a picture of a kind that is known here.".to_owned(),
    };
    Refusal::new("not_an_image", format!("{text} Export it as JPEG or PNG and upload that."))
}

fn too_large() -> Refusal {
    let text = "This picture is too large: 12,000 pixels along an edge and 512 MB when unpacked are the most. \
                Make it smaller, 3,000 pixels are plenty, and upload that.";
    Refusal::new("image_too_large", text)
}

fn too_small((width, height): (u32, u32), min_edge: u32) -> Refusal {
    let text = format!(
        "This picture has {width} × {height} pixels; at least {min_edge} along the shorter edge are needed. \
         Upload a larger one, but do not just enlarge this one: it would look blurred."
    );
    Refusal::new("image_too_small", text)
}

fn refuse(error: ImageError) -> Error {
    match error {
        ImageError::Limits(limit) if !matches!(limit.kind(), LimitErrorKind::Unsupported { .. }) => too_large().into(),
        ImageError::IoError(error) if error.raw_os_error().is_some() => Error::reading(error),
        other => {
            let text = format!("This picture is damaged ({other}). Export it again as JPEG or PNG and upload that.");
            Refusal::new("image_damaged", text).into()
        }
    }
}
