//! A weather map that is also a loudspeaker: grooves that bulge into isobars.

use super::canvas::{Canvas, Point, disc, polygon};
use crate::rng::Rng;

/// A closed ring around a centre, pushed out and in by slow waves that grow with the radius.
fn ring(centre: Point, radius: f32, phases: [f32; 3], sway: f32) -> Vec<Point> {
    (0..240_u16)
        .map(|i| {
            let angle = f32::from(i) / 240.0 * std::f32::consts::TAU;
            let [a, b, c] = phases;
            let wave = (2.0 * angle + a).sin() * 0.5 + (3.0 * angle + b).sin() * 0.35 + (5.0 * angle + c).sin() * 0.15;
            let r = radius * (1.0 + sway * wave);
            (centre.0 + r * angle.cos(), centre.1 + r * angle.sin())
        })
        .collect()
}

/// Rings from the outside in, turning into grooves; a red front; rain.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    let (width, height) = (canvas.width(), canvas.height());
    let (dark, bright, paper) = (canvas.palette.dark, canvas.palette.bright, canvas.palette.paper);
    let phases = [
        rng.range(0.0, std::f32::consts::TAU),
        rng.range(0.0, std::f32::consts::TAU),
        rng.range(0.0, std::f32::consts::TAU),
    ];
    let centre = (width * 0.46, height * 0.54);
    let rings = 26_u8;
    for i in 0..rings {
        let t = 1.0 - f32::from(i) / f32::from(rings);
        let radius = width * (0.1 + 0.86 * t);
        let ink = match i {
            9..=11 => bright,
            _ if i % 2 == 0 => dark,
            _ => paper,
        };
        let sway = 0.42 * t;
        let turned = phases.map(|phase| phase + t * 1.9);
        canvas.fill(polygon(&ring(centre, radius, turned, sway)), ink);
    }
    canvas.fill(disc(centre, width * 0.125), bright);
    canvas.fill(disc(centre, width * 0.035), paper);
    canvas.fill(disc(centre, width * 0.014), dark);
}
