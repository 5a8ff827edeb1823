//! Hills under a low winter sun, and crystals.

use super::canvas::{Canvas, Point, curve, disc, polygon};
use crate::rng::Rng;

/// The outline of a range of peaks between two heights.
fn ridge(rng: &mut Rng, width: f32, (base, rise): (f32, f32), peaks: u8) -> Vec<Point> {
    let mut points = vec![(0.0, base - rise * rng.range(0.1, 0.4))];
    for peak in 0..peaks {
        let centre = width * (f32::from(peak) + rng.range(0.35, 0.65)) / f32::from(peaks);
        let next = width * (f32::from(peak) + 1.0) / f32::from(peaks);
        points.push((centre, base - rise * rng.range(0.65, 1.0)));
        points.push((next + rng.range(-20.0, 20.0), base - rise * rng.range(0.05, 0.35)));
    }
    points.push((width + 40.0, base - rise * 0.2));
    points
}

/// A six-armed crystal.
fn crystal(canvas: &mut Canvas, (x, y): Point, radius: f32, ink: u32) {
    for arm in 0..6_u8 {
        let angle = f32::from(arm) * std::f32::consts::FRAC_PI_3 + 0.26;
        let at = |r: f32, turn: f32| (x + r * (angle + turn).cos(), y + r * (angle + turn).sin());
        canvas.line(curve(&[(x, y), at(radius, 0.0)]), ink, radius * 0.085);
        for share in [0.45, 0.7] {
            let stem = at(radius * share, 0.0);
            for turn in [0.3, -0.3] {
                canvas.line(curve(&[stem, at(radius * (share + 0.2), turn)]), ink, radius * 0.07);
            }
        }
    }
}

/// Three ranges, nearer ones hatched and filled, under the sun.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    let (width, height) = (canvas.width(), canvas.height());
    let (dark, bright, paper) = (canvas.palette.dark, canvas.palette.bright, canvas.palette.paper);
    canvas.fill(disc((width * 0.38, height * 0.47), width * 0.2), bright);
    for (number, (base, rise, peaks)) in [(0.74, 0.36, 2), (0.86, 0.3, 3), (1.0, 0.24, 2)].into_iter().enumerate() {
        let mut outline = ridge(rng, width, (height * base, height * rise), peaks);
        let slopes = outline.clone();
        outline.push((width + 40.0, height));
        outline.push((0.0, height));
        if number == 2 {
            canvas.fill(polygon(&outline), dark);
            continue;
        }
        canvas.fill(polygon(&outline), paper);
        canvas.clip(polygon(&outline));
        let gap = if number == 0 { 26.0 } else { 17.0 };
        let mut x = -height;
        while x < width + height {
            let lean = if number == 0 { 0.55 } else { -0.55 };
            let from = if lean > 0.0 { x } else { x + height * 0.55 };
            canvas.line(
                curve(&[(from, 0.0), (from + height * lean, height)]),
                dark,
                if number == 0 { 4.5 } else { 8.0 },
            );
            x += gap;
        }
        canvas.unclip();
        canvas.line(curve_through(&slopes), dark, 9.0);
    }
    for place in 0..12_u8 {
        let radius = rng.range(24.0, 66.0);
        let (column, row) = (f32::from(place % 6), f32::from(place / 6));
        let x = width * ((column + 0.5 + 0.25 * (row - 0.5)) / 6.0 + rng.range(-0.035, 0.035));
        let at = (x, height * (0.11 + 0.18 * row + rng.range(-0.05, 0.05)));
        let far = ((at.0 - width * 0.38).powi(2) + (at.1 - height * 0.47).powi(2)).sqrt() > width * 0.25;
        if far {
            crystal(canvas, at, radius, dark);
        }
    }
    for _ in 0..60 {
        let at = (width * rng.unit(), height * rng.range(0.84, 1.0));
        canvas.fill(disc(at, rng.range(2.0, 6.0)), paper);
    }
    canvas.fill(disc((width * 0.72, height * 0.9), 15.0), bright);
}

/// Straight segments as one open line.
fn curve_through(points: &[Point]) -> Option<tiny_skia::Path> {
    let mut builder = tiny_skia::PathBuilder::new();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            builder.move_to(*x, *y);
        } else {
            builder.line_to(*x, *y);
        }
    }
    builder.finish()
}
