//! Sitemaps: every public page, for search engines. An index names the parts, each of at most [`model::sitemap::PART`] pages.

pub mod index;
pub mod show;
