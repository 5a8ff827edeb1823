//! The pages of api.
