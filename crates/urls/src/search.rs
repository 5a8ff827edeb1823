//! Addresses of search.

/// The page.
pub const SEARCH: &str = "/search";
