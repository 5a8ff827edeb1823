//! What machines are told: where they need not look, and what they may not take to learn from.
//!
//! The reservation follows what is declared of each release ([`model::releases::mining`]). It stands in `robots.txt`, in
//! `/.well-known/tdmrep.json`, and in a header of each page and file, which is the one that counts where lists end.

pub mod mark;
pub mod reservation;
pub mod show;
