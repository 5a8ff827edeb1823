//! Journeys over the real router, a real database, real storage and the real worker.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say where"
)]

mod support;

mod accounts;
mod admin;
mod api;
mod catalogue;
mod commands;
mod downloads;
mod health;
mod pipeline;
mod public_pages;
mod recovery;
mod studio;
mod uploads;
