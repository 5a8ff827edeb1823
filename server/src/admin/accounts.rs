//! The accounts as admins see them.

pub mod approval;
pub mod index;
pub mod role;
pub mod suspension;

use model::Connection;
use model::accounts::{self, Account};

use crate::error::PageError;

/// The account a form is about.
///
/// # Errors
/// 404 when there is none.
async fn find(connection: &mut Connection, id: &str) -> Result<Account, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    accounts::find(connection, id).await?.ok_or_else(PageError::not_found)
}
