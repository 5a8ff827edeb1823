//! Who gets an artist's letters, in the studio.

pub mod deletion;
pub mod index;
pub mod table;
