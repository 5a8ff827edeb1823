//! Account mails: what the instance writes to the people who have accounts. The worker composes and sends them.

use chrono::Duration;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use crate::Connection;
use crate::account_links::Purpose;
use crate::accounts::{self, Account};
use crate::ids::AccountId;
use crate::jobs::{self, SendAccountMail, SendAskedMail};
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
        /// A scheduled release was not complete at its hour.
        PublicationFailed = "publication_failed",
        /// Something was sold.
        Sold = "sold",
        /// Money was given back for it.
        SaleRefunded = "sale_refunded",
        /// The buyer's bank took the money back for now.
        SaleDisputed = "sale_disputed",
        /// The bank gave it back.
        DisputeWon = "dispute_won",
        /// The bank gave it to the buyer.
        DisputeLost = "dispute_lost",
        /// The books do not add up: for admins.
        BooksWrong = "books_wrong",
        /// Another artist offers a share of what a release earns.
        SplitProposed = "split_proposed",
        /// The other artist took the share, or did not.
        SplitAnswered = "split_answered",
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
            Self::AccountExists
            | Self::EmailChanged
            | Self::PasswordChanged
            | Self::Approved
            | Self::PublicationFailed
            | Self::Sold
            | Self::SaleRefunded
            | Self::SaleDisputed
            | Self::DisputeWon
            | Self::DisputeLost
            | Self::BooksWrong
            | Self::SplitProposed
            | Self::SplitAnswered => None,
        }
    }
}

/// What a mail about a release says of it. It stands in the queue, so that the mail tells how things were when it was due.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OfRelease {
    /// Its title.
    pub title: String,
    /// A sentence for each thing to do.
    pub points: Vec<String>,
    /// Where to do it, as a path.
    pub path: String,
}

/// How many mails that anybody can ask for an account gets: five an hour.
const ASKED_FOR: Limit = Limit { name: "account mail", attempts: 5, window: Duration::hours(1) };

/// Enqueues a mail to the account's own address, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn send(connection: &mut Connection, account_id: AccountId, mail: AccountMail) -> QueryResult<()> {
    jobs::enqueue(connection, &SendAccountMail { account_id, mail, address: None, release: None }).await
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
    let address = Some(address.to_owned());
    jobs::enqueue(connection, &SendAccountMail { account_id, mail, address, release: None }).await
}

/// Enqueues a mail about a release to the account's own address, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn send_about(
    connection: &mut Connection,
    account_id: AccountId,
    mail: AccountMail,
    release: OfRelease,
) -> QueryResult<()> {
    jobs::enqueue(connection, &SendAccountMail { account_id, mail, address: None, release: Some(release) }).await
}

/// Takes a stranger's wish for a mail to `address` (as [`accounts::normal_email`] gives it). What is done here is the same whether
/// or not the address has an account: that is looked up later, by [`answer`].
///
/// # Errors
/// When the database fails.
pub async fn ask(connection: &mut Connection, address: &str, mail: AccountMail) -> QueryResult<()> {
    jobs::enqueue(connection, &SendAskedMail { address: address.to_owned(), mail }).await
}

/// Enqueues the mail that was asked for, if the address has an account that it suits: one that is suspended gets none, one that
/// is confirmed needs no link for that. Says whether it will go. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn answer(connection: &mut Connection, address: &str, mail: AccountMail) -> QueryResult<bool> {
    let account = accounts::by_email(connection, address).await?;
    let suits = |account: &Account| {
        account.suspended_at.is_none() && (mail != AccountMail::Confirm || account.confirmed_at.is_none())
    };
    match account.filter(suits) {
        Some(account) => send_asked(connection, account.id, mail).await,
        None => Ok(false),
    }
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
