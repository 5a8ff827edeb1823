//! How often somebody may write, react and report.

use chrono::Duration;
use model::Connection;
use model::accounts::Account;
use model::throttles::{self, Limit};

use crate::error::PageError;

/// Posts and comments of one account.
pub const WRITE: Limit = Limit { name: "write posts", attempts: 60, window: Duration::minutes(10) };
/// Likes and boosts of one account.
pub const REACT: Limit = Limit { name: "react", attempts: 300, window: Duration::minutes(10) };
/// Reports of one account.
pub const REPORT: Limit = Limit { name: "report", attempts: 30, window: Duration::hours(1) };
/// Things of other servers that one account asks for.
pub const FETCH: Limit = Limit { name: "fetch from elsewhere", attempts: 60, window: Duration::minutes(10) };

/// Counts one try of an account.
///
/// # Errors
/// 429 when it is one too many.
pub async fn hit(connection: &mut Connection, limit: Limit, account: &Account) -> Result<(), PageError> {
    match throttles::hit(connection, limit, &account.id.to_string()).await? {
        Some(wait) => Err(PageError::too_many(wait.num_seconds())),
        None => Ok(()),
    }
}
