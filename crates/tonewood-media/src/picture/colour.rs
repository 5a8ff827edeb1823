//! What a picture's colours are: two hues for the page around it, a BlurHash to show before it.

use image::RgbImage;

use crate::error::Error;

/// Steps around the circle of hues.
const STEPS: usize = 24;
/// Degrees in a step.
const DEGREES: u16 = 15;
/// For pictures without any colour.
const COLOURLESS: (u16, u16) = (255, 285);
/// Colours with less chroma than this look grey.
const GREY: f32 = 0.03;
/// How far apart the two hues are at least, in steps.
const APART: usize = 2;

/// The two dominant hues in OKLCH degrees, in steps of 15 and distinct.
pub fn hues(picture: &RgbImage) -> (u16, u16) {
    let mut weights = [0.0_f32; STEPS];
    for pixel in picture.pixels() {
        let (chroma, hue) = chroma_and_hue(pixel.0);
        let step = (hue / f32::from(DEGREES)).round() as usize % STEPS;
        if chroma > GREY
            && let Some(weight) = weights.get_mut(step)
        {
            *weight += chroma;
        }
    }
    let heaviest = |allowed: &dyn Fn(usize) -> bool| {
        let steps = weights.iter().enumerate().filter(|(step, weight)| **weight > 0.0 && allowed(*step));
        steps.max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(step, _)| step)
    };
    let Some(first) = heaviest(&|_| true) else { return COLOURLESS };
    let distance = |step: usize| step.abs_diff(first).min(STEPS - step.abs_diff(first));
    // A picture of one hue gets its neighbour.
    let second = heaviest(&|step| distance(step) >= APART).unwrap_or((first + APART) % STEPS);
    (first as u16 * DEGREES, second as u16 * DEGREES)
}

/// Chroma and hue (0 to 360) in OKLCH of a colour in sRGB.
fn chroma_and_hue(rgb: [u8; 3]) -> (f32, f32) {
    let [r, g, b] = rgb.map(|channel| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    let a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s;
    let b = 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s;
    (a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0))
}

/// The BlurHash, with four by four components or fewer along a short edge.
pub fn blurhash(picture: &RgbImage) -> Result<String, Error> {
    let (width, height) = picture.dimensions();
    let rgba: Vec<u8> = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]).collect();
    let components = |edge: u32, other: u32| (4 * edge / other.max(1)).clamp(2, 4);
    blurhash::encode(components(width, height), components(height, width), width, height, &rgba)
        .map_err(|e| Error::internal("no BlurHash")(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves(left: [u8; 3], right: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(20, 10, |x, _| image::Rgb(if x < 12 { left } else { right }))
    }

    #[test]
    fn hues_are_those_of_the_colours() {
        assert_eq!(hues(&halves([255, 0, 0], [0, 0, 255])), (30, 270));
        assert_eq!(hues(&halves([0, 128, 0], [128, 128, 128])), (135, 165));
        assert_eq!(hues(&halves([10, 10, 10], [250, 250, 250])), COLOURLESS);
    }

    #[test]
    fn a_blurhash_comes_out_even_for_a_line() {
        assert!(blurhash(&RgbImage::new(64, 1)).is_ok());
        assert!(blurhash(&RgbImage::new(1, 1)).is_ok());
    }
}
