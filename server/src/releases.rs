//! The pages of releases.
