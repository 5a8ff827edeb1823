//! Account mails: what the instance writes to the people who have accounts. The worker composes and sends them.

use chrono::Duration;
use diesel::QueryResult;

use crate::Connection;
use crate::account_links::Purpose;
use crate::ids::AccountId;
use crate::jobs::{self, SendAccountMail};
use crate::throttles::{self, Limit};

crate::sql_types::words! {
    /// What a mail to an account is about.
    AccountMail {
        /// A link that confirms the address of a new account.
        Confirm = "confirm",
        /// A link that sets a new password.
        Reset = "reset",
        /// A link, sent to the new address, that makes it the account's.
        ChangeEmail = "change_email",
        /// Somebody signed up with the address of an account that exists.
        AccountExists = "account_exists",
        /// The address was changed; sent to the old one.
        EmailChanged = "email_changed",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// An admin let the account in.
        Approved = "approved",
    }
}

impl AccountMail {
    /// The one-time link the mail holds, if it holds one.
    #[must_use]
    pub fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Confirm => Some(Purpose::Confirm),
            Self::Reset => Some(Purpose::Reset),
            Self::ChangeEmail => Some(Purpose::ChangeEmail),
            Self::AccountExists | Self::EmailChanged | Self::PasswordChanged | Self::Approved => None,
        }
    }
}

/// How many mails that anybody can ask for an account gets: five an hour.
const ASKED_FOR: Limit = Limit { name: "account mail", attempts: 5, window: Duration::hours(1) };

/// Enqueues a mail to the account's own address, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn send(connection: &mut Connection, account_id: AccountId, mail: AccountMail) -> QueryResult<()> {
    jobs::enqueue(connection, &SendAccountMail { account_id, mail, address: None }).await
}

/// Enqueues a mail about the account to another address: its new one, or the one it had.
///
/// # Errors
/// When the database fails.
pub async fn send_to(
    connection: &mut Connection,
    account_id: AccountId,
    mail: AccountMail,
    address: &str,
) -> QueryResult<()> {
    jobs::enqueue(connection, &SendAccountMail { account_id, mail, address: Some(address.to_owned()) }).await
}

/// Enqueues a mail that a stranger may have asked for, unless the account got too many of those; says whether it will go.
///
/// # Errors
/// When the database fails.
pub async fn send_asked(connection: &mut Connection, account_id: AccountId, mail: AccountMail) -> QueryResult<bool> {
    if throttles::hit(connection, ASKED_FOR, &account_id.to_string()).await?.is_some() {
        return Ok(false);
    }
    send(connection, account_id, mail).await?;
    Ok(true)
}
