//! The pages of admin.
