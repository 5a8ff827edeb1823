//! Tide lines over a low sun.

use super::canvas::{Canvas, Point, curve, disc, polygon};
use crate::rng::Rng;

/// The slow undulations that all lines share.
pub struct Swell {
    waves: Vec<(f32, f32, f32)>,
}

impl Swell {
    /// A swell for a sheet of the given width.
    pub fn new(rng: &mut Rng, width: f32) -> Self {
        let waves = [1.1, 2.3, 3.7, 6.1]
            .map(|turns| (std::f32::consts::TAU * turns / width, rng.range(0.0, std::f32::consts::TAU), 1.0 / turns))
            .to_vec();
        Self { waves }
    }

    /// Height at `x` of the line at depth `t` (0.0 far to 1.0 near), about -1.0 to 1.0.
    pub fn height(&self, x: f32, t: f32) -> f32 {
        self.waves
            .iter()
            .map(|(k, phase, level)| (x * k + phase + t * 5.0 * (1.0 + k * 90.0)).sin() * level)
            .sum::<f32>()
            * 0.6
    }
}

/// A ribbon across the sheet: thick on the crests, thin on the slopes.
pub fn ribbon(canvas: &mut Canvas, swell: &Swell, y: f32, t: f32, (lift, weight): (f32, f32)) {
    let width = canvas.width();
    let top: Vec<Point> = (0..=90)
        .map(|i| {
            let x = width * (i as f32 / 88.0 - 0.01);
            (x, y + swell.height(x, t) * lift)
        })
        .collect();
    let bottom = top.iter().rev().map(|(x, y)| {
        let thick = weight * (0.55 + 0.45 * swell.height(*x + 130.0, t * 1.4 + 0.3).clamp(-0.9, 1.0));
        (*x, y + thick)
    });
    let outline: Vec<Point> = top.iter().copied().chain(bottom).collect();
    let ink = canvas.palette.dark;
    canvas.fill(polygon(&outline), ink);
}

/// The sun half sunk in the lines.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    let (width, height) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(disc((width * 0.64, height * 0.35), width * 0.235), bright);
    let swell = Swell::new(rng, width);
    let lines = 24;
    for i in 0..lines {
        let t = i as f32 / (lines - 1) as f32;
        let y = height * (0.24 + 0.74 * t.powf(1.25));
        let weight = 3.0 + 46.0 * t.powf(1.5);
        if t > 0.12 {
            // Water between the lines hides the sun little by little.
            let gap: Vec<Point> = (0..=60)
                .map(|n| {
                    let x = width * n as f32 / 60.0;
                    (x, y + swell.height(x, t) * (8.0 + 34.0 * t) - 6.0 * t)
                })
                .collect();
            canvas.line(curve(&gap), paper, 2.0 + 10.0 * t);
        }
        ribbon(canvas, &swell, y, t, (8.0 + 34.0 * t, weight));
    }
    // One gull.
    let (x, y) = (width * 0.2, height * 0.13);
    canvas.line(curve(&[(x - 60.0, y - 8.0), (x - 34.0, y - 32.0), (x, y + 4.0), (x, y + 4.0)]), dark, 7.0);
    canvas.line(curve(&[(x, y + 4.0), (x + 32.0, y - 34.0), (x + 66.0, y - 16.0), (x + 66.0, y - 16.0)]), dark, 7.0);
}
