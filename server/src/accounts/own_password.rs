//! The own password, asked for again: before address or password are changed, and before an account counts.

use model::accounts::Account;
use model::{passwords, throttles};

use super::limits;
use crate::error::PageError;
use crate::visit::Visit;

/// What is wrong with the password that somebody typed who says that the account is theirs; empty when it is right.
///
/// # Errors
/// When the database fails.
pub async fn problem(visit: &Visit, account: &Account, typed: &str) -> Result<String, PageError> {
    if typed.is_empty() {
        return Ok("Enter your password.".to_owned());
    }
    let who = account.id.to_string();
    let mut connection = visit.db().await?;
    if let Some(wait) = limits::hit(&mut connection, limits::OWN_PASSWORD, &who).await? {
        return Ok(wait);
    }
    // The check waits for its turn; nobody else's connection should wait with it.
    drop(connection);
    let right = passwords::verify(typed, Some(&account.password_hash)).await.map_err(PageError::internal)?;
    if !right {
        return Ok("This is not your password.".to_owned());
    }
    let mut connection = visit.db().await?;
    throttles::forget(&mut connection, limits::OWN_PASSWORD, &who).await?;
    Ok(String::new())
}
