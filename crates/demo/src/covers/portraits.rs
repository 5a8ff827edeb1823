//! Square pictures of the artists.

use super::canvas::{Canvas, block, curve, disc, leaf, polygon, quarter};
use super::tide::{Swell, ribbon};
use crate::rng::Rng;

/// A head above the keys, with the sea for a coat.
pub fn pianist(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(block(0.0, 0.0, w, h), bright);
    // Hair, face, fringe.
    canvas.fill(disc((w * 0.5, h * 0.37), w * 0.235), dark);
    canvas.fill(block(w * 0.265, h * 0.37, w * 0.47, h * 0.22), dark);
    canvas.fill(disc((w * 0.5, h * 0.4), w * 0.165), paper);
    canvas.fill(block(w * 0.43, h * 0.5, w * 0.14, h * 0.16), paper);
    canvas.fill(quarter((w * 0.35, h * 0.22), w * 0.24, 0), dark);
    canvas.line(curve(&[(w * 0.43, h * 0.41), (w * 0.45, h * 0.425), (w * 0.475, h * 0.41)]), dark, 7.0);
    canvas.line(curve(&[(w * 0.545, h * 0.41), (w * 0.565, h * 0.425), (w * 0.59, h * 0.41)]), dark, 7.0);
    canvas.line(curve(&[(w * 0.47, h * 0.495), (w * 0.51, h * 0.51), (w * 0.55, h * 0.49)]), bright, 8.0);
    // Shoulders, striped by the tide.
    let coat = polygon(&[
        (w * 0.1, h),
        (w * 0.17, h * 0.72),
        (w * 0.4, h * 0.63),
        (w * 0.6, h * 0.63),
        (w * 0.83, h * 0.72),
        (w * 0.9, h),
    ]);
    canvas.fill(coat.clone(), paper);
    canvas.clip(coat);
    let swell = Swell::new(rng, w);
    for i in 0..9_u8 {
        let t = f32::from(i) / 8.0;
        ribbon(canvas, &swell, h * (0.64 + 0.36 * t), t, (10.0 + 8.0 * t, 14.0 + 14.0 * t));
    }
    canvas.unclip();
}

/// Four lanterns among leaves.
pub fn lanterns(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(block(0.0, 0.0, w, h), dark);
    for (x, drop, size) in [(0.17, 0.3, 0.1), (0.4, 0.5, 0.125), (0.64, 0.26, 0.11), (0.85, 0.46, 0.095)] {
        let (cx, cy, r) = (w * x, h * drop, w * size);
        canvas.line(curve(&[(cx, 0.0), (cx, cy - r)]), paper, 6.0);
        canvas.fill(disc((cx, cy), r * 1.16), bright);
        canvas.fill(leaf((cx, cy - r * 0.95), (cx, cy + r * 0.95), 0.42), paper);
        canvas.fill(leaf((cx, cy - r * 0.2), (cx, cy + r * 0.6), 0.32), bright);
        canvas.fill(block(cx - r * 0.42, cy - r * 1.28, r * 0.84, r * 0.24), paper);
        canvas.fill(block(cx - r * 0.42, cy + r * 1.04, r * 0.84, r * 0.24), paper);
    }
    for i in 0..22_u8 {
        let x = w * (f32::from(i) / 21.0) + rng.range(-22.0, 22.0);
        let tall = h * rng.range(0.16, 0.38);
        let tip = (x + rng.range(-90.0, 90.0), h - tall);
        canvas.fill(leaf((x, h + 10.0), tip, rng.range(0.12, 0.22)), if i % 3 == 0 { bright } else { paper });
    }
}

/// An octagon with eight voices.
pub fn octagon(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(block(0.0, 0.0, w, h), bright);
    let corners = |radius: f32, turn: f32| -> Vec<(f32, f32)> {
        (0..8_u8)
            .map(|i| {
                let angle = (f32::from(i) + 0.5) * std::f32::consts::FRAC_PI_4 + turn;
                (w * 0.5 + radius * angle.cos(), h * 0.5 + radius * angle.sin())
            })
            .collect()
    };
    for (i, radius) in [0.44, 0.37, 0.3].into_iter().enumerate() {
        canvas.fill(polygon(&corners(w * radius, 0.0)), if i % 2 == 0 { dark } else { paper });
    }
    // Eyes are two voices, the mouth is a wave, five more wait in a row.
    canvas.fill(block(w * 0.35, h * 0.38, w * 0.1, h * 0.1), bright);
    canvas.fill(block(w * 0.55, h * 0.38, w * 0.1, h * 0.1), bright);
    let mut points = Vec::new();
    for i in 0..8_u8 {
        let x = w * (0.34 + 0.04 * f32::from(i));
        let y = h * if i % 2 == 0 { 0.57 } else { 0.63 };
        points.extend([(x, y), (x + w * 0.04, y)]);
    }
    for pair in points.windows(2) {
        canvas.line(curve(pair), paper, 13.0);
    }
    for (x, y) in corners(w * 0.405, std::f32::consts::FRAC_PI_8) {
        canvas.fill(disc((x, y), if rng.chance(0.4) { 22.0 } else { 13.0 }), bright);
    }
}

/// A lighthouse in bands of fog.
pub fn lighthouse(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width(), canvas.height());
    let (paper, dark, bright) = (canvas.palette.paper, canvas.palette.dark, canvas.palette.bright);
    canvas.fill(block(0.0, 0.0, w, h), dark);
    canvas.fill(polygon(&[(w * 0.5, h * 0.24), (w * 1.05, h * 0.02), (w * 1.05, h * 0.42)]), bright);
    canvas.fill(polygon(&[(w * 0.5, h * 0.24), (-w * 0.05, h * 0.1), (-w * 0.05, h * 0.34)]), bright);
    canvas.fill(polygon(&[(w * 0.43, h * 0.33), (w * 0.57, h * 0.33), (w * 0.63, h), (w * 0.37, h)]), paper);
    for i in 0..3_u8 {
        let y = h * (0.42 + 0.17 * f32::from(i));
        let spread = w * (0.081 + 0.016 * f32::from(i));
        canvas.fill(
            polygon(&[
                (w * 0.5 - spread, y),
                (w * 0.5 + spread, y),
                (w * 0.5 + spread * 1.1, y + h * 0.08),
                (w * 0.5 - spread * 1.1, y + h * 0.08),
            ]),
            bright,
        );
    }
    canvas.fill(block(w * 0.41, h * 0.315, w * 0.18, h * 0.026), paper);
    canvas.fill(block(w * 0.45, h * 0.19, w * 0.1, h * 0.125), paper);
    canvas.fill(disc((w * 0.5, h * 0.25), w * 0.036), bright);
    canvas.fill(polygon(&[(w * 0.43, h * 0.19), (w * 0.57, h * 0.19), (w * 0.5, h * 0.12)]), paper);
    for i in 0..6_u8 {
        let y = h * (0.6 + 0.075 * f32::from(i));
        let from = w * rng.range(-0.1, 0.4);
        let length = w * rng.range(0.45, 0.9);
        canvas.line(curve(&[(from, y), (from + length, y)]), if i % 2 == 0 { dark } else { paper }, 24.0);
    }
}
