//! The pages of artists.
