//! Bean plants on their poles.

use super::canvas::{Canvas, Point, block, curve, disc, leaf};
use crate::rng::Rng;

/// One plant winding up a pole: leaves on both sides, flowers, pods.
pub fn plant(canvas: &mut Canvas, rng: &mut Rng, (x, ground): Point, height: f32, size: f32) {
    let (dark, bright) = (canvas.palette.dark, canvas.palette.bright);
    let top = ground - height;
    canvas.line(curve(&[(x, ground), (x, top - 20.0)]), dark, size * 0.07);
    let steps = (height / (size * 0.5)) as usize;
    for step in 0..steps {
        let share = step as f32 / steps.max(1) as f32;
        let y = ground - height * (share + 0.06);
        let side = if step % 2 == 0 { 1.0 } else { -1.0 };
        let reach = size * (1.0 - 0.5 * share) * rng.range(0.85, 1.1);
        let tip = (x + side * reach, y - reach * rng.range(0.28, 0.62));
        canvas.overprint(leaf((x, y), tip, 0.34), dark);
        if step % 3 == 1 {
            let from = (x - side * size * 0.08, y);
            let end = (x - side * reach * 0.62, y + reach * 0.72);
            canvas.overprint(leaf(from, end, 0.13), bright);
        }
        if step % 3 == 2 {
            for (dx, dy) in [(0.0, -0.12), (0.12, 0.05), (-0.12, 0.05)] {
                let centre = (x - side * size * 0.34 + dx * size, y - size * 0.2 + dy * size);
                canvas.overprint(disc(centre, size * 0.1), bright);
            }
        }
    }
}

/// Three plants, a pink evening, the soil.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    let (width, height) = (canvas.width(), canvas.height());
    let (dark, bright, paper) = (canvas.palette.dark, canvas.palette.bright, canvas.palette.paper);
    canvas.fill(disc((width * 0.26, height * 0.3), width * 0.19), bright);
    let ground = height * 0.86;
    for (share, tall, size) in [(0.18, 0.62, 225.0), (0.5, 0.76, 255.0), (0.82, 0.66, 230.0)] {
        plant(canvas, rng, (width * share, ground), height * tall, size);
    }
    canvas.fill(block(0.0, ground, width, height - ground), dark);
    for row in 0..3_u8 {
        for seed in 0..12_u8 {
            let x = width * (0.05 + 0.082 * f32::from(seed)) + if row % 2 == 1 { 0.041 * width } else { 0.0 };
            let y = ground + 48.0 + 52.0 * f32::from(row);
            let ink = if rng.chance(0.22) { bright } else { paper };
            canvas.fill(leaf((x - 15.0, y), (x + 15.0, y - 5.0), 0.42), ink);
        }
    }
}
