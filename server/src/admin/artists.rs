//! The artists as admins see them.

pub mod index;
pub mod quota;
pub mod suspension;

use model::Connection;
use model::artists::{self, Artist};

use crate::error::PageError;

/// The artist a form is about.
///
/// # Errors
/// 404 when there is none.
async fn find(connection: &mut Connection, id: &str) -> Result<Artist, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    artists::find(connection, id).await?.ok_or_else(PageError::not_found)
}
