//! Quarter discs and blocks on a grid, a machine's idea of a garden.

use super::canvas::{Canvas, block, disc, quarter};
use crate::rng::Rng;

/// Fills a grid of cells (a whole number of pixels wide, so that no seam shows) from a corner with quarter discs, discs and bars.
pub fn tiles(canvas: &mut Canvas, rng: &mut Rng, (columns, rows): (u8, u8), cell: f32) {
    let (dark, bright, paper) = (canvas.palette.dark, canvas.palette.bright, canvas.palette.paper);
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (f32::from(column) * cell, f32::from(row) * cell);
            let (ground, ink) = match rng.below(6) {
                0 | 1 => (paper, dark),
                2 => (bright, dark),
                3 => (dark, bright),
                4 => (dark, paper),
                _ => (paper, bright),
            };
            canvas.fill(block(x, y, cell, cell), ground);
            let turn = (rng.below(4)) as u8;
            let corner = |q: u8| match q % 4 {
                0 => (x, y),
                1 => (x + cell, y),
                2 => (x + cell, y + cell),
                _ => (x, y + cell),
            };
            match rng.below(7) {
                0..=2 => canvas.fill(quarter(corner(turn), cell, turn), ink),
                3 => {
                    canvas.fill(quarter(corner(turn), cell / 2.0, turn), ink);
                    canvas.fill(quarter(corner(turn + 2), cell / 2.0, turn + 2), ink);
                }
                4 => canvas.fill(disc((x + cell / 2.0, y + cell / 2.0), cell * 0.32), ink),
                5 => {
                    for bar in 0..4_u8 {
                        let along = f32::from(bar) * cell / 4.0;
                        if turn.is_multiple_of(2) {
                            canvas.fill(block(x, y + along, cell, cell / 8.0), ink);
                        } else {
                            canvas.fill(block(x + along, y, cell / 8.0, cell), ink);
                        }
                    }
                }
                _ => {
                    canvas.fill(quarter(corner(turn), cell, turn), ink);
                    canvas.fill(quarter(corner(turn), cell * 0.55, turn), ground);
                }
            }
        }
    }
}

/// Seven by seven.
pub fn draw(canvas: &mut Canvas, rng: &mut Rng) {
    tiles(canvas, rng, (7, 7), canvas.width() / 7.0);
}
