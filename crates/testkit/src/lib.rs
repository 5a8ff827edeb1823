//! What the tests of several crates share; only ever a dev-dependency.
//!
//! [`TestDb`] is a database of a test's own, on one PostgreSQL that all tests of a checkout share. The rules of the house
//! that no compiler knows are the test `tidy`. [`StripeDouble`] is a Stripe without money, as strict as the real one.
//! [`MeilisearchDouble`] is a search server, [`Bucket`] an S3 service, [`alsa::Tone`] a sound card, and [`NOT_PUBLIC`] the
//! hosts that nobody may be made to ask.
//!
//! This crate must not know the model or the server: a caller says how its database is built.

pub mod alsa;
mod bucket;
mod hosts;
mod meilisearch;
mod server;
mod stripe;
mod test_db;
mod trouble;

pub use bucket::Bucket;
pub use hosts::NOT_PUBLIC;
pub use meilisearch::MeilisearchDouble;
pub use stripe::{Buyer, Health, Sent, StripeDouble};
pub use test_db::TestDb;
pub use trouble::{Line, Lost, OwnPostgres, is_long};
