//! The pages of tracks.
