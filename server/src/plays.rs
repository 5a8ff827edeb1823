//! Plays: what players tell of listens. Everything that keeps them honest besides the clock is here: bots are not written down,
//! an address cannot tell of more than its people hear, and who listens is a word for a day.

pub mod agents;
pub mod create;
pub mod downloads;

use chrono::{DateTime, Utc};
use model::Connection;
use model::accounts::Account;
use model::plays::Listener;
use model::plays::listeners::{self, Person};

use crate::error::PageError;

/// Who listens, for today: the account, or everybody without one at this place ([`crate::accounts::limits::place`]).
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn listener(
    connection: &mut Connection,
    account: Option<&Account>,
    place: &str,
    now: DateTime<Utc>,
) -> Result<Listener, PageError> {
    let person = match account {
        Some(account) => Person::Account(account.id),
        None => Person::Visitor { place },
    };
    listeners::word(connection, person, now).await.map_err(PageError::internal)
}
