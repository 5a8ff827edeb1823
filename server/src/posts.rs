//! Posts and comments on pages of their own.

pub mod deletion;
pub mod edit;
pub mod find;
pub mod hiding;
pub mod report;
pub mod show;

use model::ids::PostId;

/// A post's page.
#[must_use]
pub fn href(id: PostId) -> String {
    format!("/posts/{id}")
}
