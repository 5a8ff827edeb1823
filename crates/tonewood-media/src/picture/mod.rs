//! Pictures: checked, cut, made smaller, without metadata.

mod colour;
mod cut;
mod open;

use std::path::Path;

use fast_image_resize::images::{Image as Pixels, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, RgbImage};
use media::{Image, ImageFile, ImageJob};

use self::cut::Cut;
use self::open::Picture;
use crate::error::Error;

/// Quality of the JPEG files, of 100.
const QUALITY: u8 = 85;
/// Edge of the small copy for hues and BlurHash.
const SMALL: u32 = 64;

/// Does the job.
pub fn run(job: &ImageJob) -> Result<Image, Error> {
    let picture = open::open(&job.input, job.min_edge)?;
    std::fs::create_dir_all(&job.out_dir).map_err(Error::io("create", &job.out_dir))?;
    let cut = Cut::new(picture.size(), job.shape);
    let files = job.sizes.iter().map(|size| file(&picture, cut, *size, &job.out_dir)).collect::<Result<_, _>>()?;
    let small = picture.scaled(cut, cut.scaled(SMALL))?;
    let (hue1, hue2) = colour::hues(&small);
    let (width, height) = picture.size();
    let format = picture.format.to_owned();
    Ok(Image { width, height, format, hue1, hue2, files, blurhash: colour::blurhash(&small)? })
}

fn file(picture: &Picture, cut: Cut, size: u32, folder: &Path) -> Result<ImageFile, Error> {
    let scaled = picture.scaled(cut, cut.scaled(size))?;
    let mut jpeg = Vec::new();
    let (width, height) = scaled.dimensions();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(scaled.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|e| Error::internal("cannot encode a picture")(&e))?;
    let name = format!("{size}.jpg");
    let path = folder.join(&name);
    std::fs::write(&path, &jpeg).map_err(Error::io("write", &path))?;
    Ok(ImageFile { size, width, height, path: name, mime: "image/jpeg".to_owned(), bytes: jpeg.len() as u64 })
}

impl Picture {
    /// The part that `cut` leaves, at the size `to`, upright, opaque (on white) and in sRGB.
    fn scaled(&self, cut: Cut, to: (u32, u32)) -> Result<RgbImage, Error> {
        let failed = |e: &dyn std::fmt::Display| Error::internal("cannot resize a picture")(e);
        let (bytes, kind) = match &self.pixels {
            DynamicImage::ImageLuma8(grey) => (grey.as_raw(), PixelType::U8),
            DynamicImage::ImageRgb8(rgb) => (rgb.as_raw(), PixelType::U8x3),
            DynamicImage::ImageRgba8(rgba) => (rgba.as_raw(), PixelType::U8x4),
            _ => return Err(Error::Internal("a picture in an unexpected form".to_owned())),
        };
        // The whole is turned last, when it is small; until then everything lies on its side.
        let (cut, to) = if self.lies() { (cut.turned(), (to.1, to.0)) } else { (cut, to) };
        let source = ImageRef::new(self.pixels.width(), self.pixels.height(), bytes, kind).map_err(|e| failed(&e))?;
        let mut scaled = Pixels::new(to.0, to.1, kind);
        let (left, top, width, height) = cut.place();
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
            .crop(left, top, width, height);
        Resizer::new().resize(&source, &mut scaled, &options).map_err(|e| failed(&e))?;
        let rgb = opaque(scaled.buffer(), kind);
        let rgb = RgbImage::from_raw(to.0, to.1, rgb);
        let mut rgb = rgb.ok_or_else(|| Error::Internal("a picture of the wrong length".to_owned()))?;
        self.to_srgb(&mut rgb);
        let mut upright = DynamicImage::ImageRgb8(rgb);
        upright.apply_orientation(self.orientation);
        Ok(upright.into_rgb8())
    }
}

/// Pixels as RGB; what shows through becomes white.
fn opaque(bytes: &[u8], kind: PixelType) -> Vec<u8> {
    match kind {
        PixelType::U8 => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
        PixelType::U8x4 => bytes
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|[r, g, b, a]| {
                let over = |channel: u8| {
                    let (channel, alpha) = (u32::from(channel), u32::from(*a));
                    ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
                };
                [over(*r), over(*g), over(*b)]
            })
            .collect(),
        _ => bytes.to_vec(),
    }
}
