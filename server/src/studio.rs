//! The studio: where artists work. Only an artist's members see anything of it; for others it does not exist.
//!
//! Pages are forms that work without JavaScript: a refused one answers 422 with what was typed, a good one 303. What happens
//! to a release while its page is open comes as Turbo streams of the same partial templates (`releases/events.rs`).

pub mod artists;
pub mod chat;
pub mod codes;
pub mod deliveries;
pub mod extras;
pub mod find;
pub mod followers;
pub mod index;
pub mod letters;
pub mod lines;
pub mod money;
pub mod multipart;
pub mod notifications;
pub mod order;
pub mod posts;
pub mod releases;
pub mod sales;
pub mod shows;
pub mod speaking;
pub mod statistics;
pub mod subscribers;
pub mod tiers;
pub mod tracks;

/// A form that has nothing but its token.
#[derive(Debug, serde::Deserialize)]
pub struct NoFields {}
