//! The pages of home.
