//! Wide headers of the artists.

use super::beans::plant;
use super::canvas::{Canvas, block, curve, disc};
use super::grid::tiles;
use super::tide::{Swell, ribbon};
use crate::rng::Rng;

/// The sea from the loft window.
pub fn sea(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let bright = canvas.palette.bright;
    canvas.fill(disc((w * 0.76, h * 0.42), h * 0.3), bright);
    let swell = Swell::new(rng, w * 0.7);
    for i in 0..13_u8 {
        let t = f32::from(i) / 12.0;
        ribbon(canvas, &swell, h * (0.34 + 0.64 * t.powf(1.2)), t, (6.0 + 18.0 * t, 3.0 + 26.0 * t * t));
    }
}

/// A long row of plants.
pub fn rows(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (dark, bright) = (canvas.palette.dark, canvas.palette.bright);
    canvas.fill(disc((w * 0.22, h * 0.42), h * 0.27), bright);
    for i in 0..9_u8 {
        let x = w * (0.06 + 0.11 * f32::from(i));
        let tall = h * rng.range(0.5, 0.78);
        plant(canvas, rng, (x, h * 0.9), tall, 92.0);
    }
    canvas.fill(block(0.0, h * 0.88, w, h * 0.12), dark);
}

/// A strip of tiles.
pub fn blocks(canvas: &mut Canvas, rng: &mut Rng) {
    let cell = canvas.height() / 4.0;
    tiles(canvas, rng, (12, 4), cell);
}

/// Bands of fog over a low red sun.
pub fn fog(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(block(0.0, 0.0, w, h), dark);
    canvas.fill(disc((w * 0.34, h * 0.52), h * 0.36), bright);
    for i in 0..14_u8 {
        let y = h * (0.1 + 0.065 * f32::from(i));
        let mut x = -w * rng.range(0.0, 0.4);
        while x < w {
            let length = w * rng.range(0.12, 0.5);
            let ink = if rng.chance(0.55) { paper } else { dark };
            canvas.line(curve(&[(x, y), (x + length, y)]), ink, 5.0 + 0.9 * f32::from(i));
            x += length + w * rng.range(0.05, 0.3);
        }
    }
}
