//! Reports as admins see them: what somebody here or elsewhere asks them to look at, and what they do about it.

pub mod forwarding;
pub mod hiding;
pub mod index;
pub mod resolution;
pub mod suspension;

use model::Connection;
use model::reports::{self, Report};

use crate::error::PageError;

/// Where the page is.
const PAGE: &str = "/admin/reports";

/// The report a form is about.
///
/// # Errors
/// 404 when there is none.
async fn find(connection: &mut Connection, id: &str) -> Result<Report, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    reports::find(connection, id).await?.ok_or_else(PageError::not_found)
}
