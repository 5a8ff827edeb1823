//! An artist's statistics: what was heard, where, on what, how far; who follows; what was sold. Sums alone, drawn here as SVG, each
//! with its numbers as a table and as a file.

pub mod asked;
pub mod chart;
pub mod export;
pub mod fading;
pub mod figures;
pub mod index;
pub mod show;
pub mod words;
