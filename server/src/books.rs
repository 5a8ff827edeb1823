//! What everybody may read of the books: sums of months, no buyer and no artist.

pub mod show;
