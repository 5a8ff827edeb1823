//! The pages of studio.
