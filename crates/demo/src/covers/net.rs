//! Two sets of rings that make a net between them.

use super::canvas::{Canvas, block, disc};
use crate::rng::Rng;

/// Interfering rings behind a lamp.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    let (width, height) = (canvas.width(), canvas.height());
    let (dark, bright, paper) = (canvas.palette.dark, canvas.palette.bright, canvas.palette.paper);
    let lean = rng.range(-0.02, 0.02);
    canvas.fill(disc((width * 0.5, height * (0.46 + lean)), width * 0.31), bright);
    for (x, y) in [(0.30, 1.02), (0.70, 1.02)] {
        for ring in 2..36_u8 {
            let radius = f32::from(ring) * 40.0;
            canvas.overprint_line(disc((width * x, height * y), radius), dark, 8.0 + 0.1 * f32::from(ring));
        }
    }
    // The floor of the loft, and forty chairs seen from the piano.
    canvas.fill(block(0.0, height * 0.84, width, height * 0.16), dark);
    for row in 0..2_u8 {
        for seat in 0..13_u8 {
            let x = width * (0.045 + 0.076 * f32::from(seat)) + f32::from(row) * 0.038 * width;
            let y = height * (0.868 + 0.062 * f32::from(row));
            let ink = if (u16::from(seat) * 7 + u16::from(row) * 5) % 11 == 3 { bright } else { paper };
            canvas.fill(disc((x, y), 17.0), ink);
            canvas.fill(block(x - 21.0, y + 22.0, 42.0, 16.0), ink);
        }
    }
}
