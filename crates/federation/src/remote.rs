//! What other servers say, read as what it turns out to be: a string where an object was expected, a list where there was one
//! thing. What is kept of it is text without markup, HTML that was cleaned, or an address that was parsed.

pub mod actor;
pub mod backfill;
pub mod fetch;
pub mod followers;
pub mod html;
pub mod note;
pub mod read;
pub mod release;

pub use actor::Remote;
