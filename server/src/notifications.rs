//! What a fan should hear of: answers, mentions, followers, and what those whom they follow bring out. An artist's stands in the
//! studio.

pub mod index;
pub mod line;
pub mod reading;
