//! Signing up: an account counts once its address is confirmed, and until then whoever signs up again replaces it.

use chrono::Utc;
use diesel::query_dsl::methods::FilterDsl;
use diesel::{ExpressionMethods, OptionalExtension, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Account, AccountError, by_email, name_to_show, normal_email};
use crate::Connection;
use crate::account_mails::{self, AccountMail};
use crate::ids::AccountId;
use crate::schema::accounts;

/// What somebody typed who signs up, the password hashed already.
#[derive(Clone)]
pub struct SignUp {
    /// The address as typed.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// From [`crate::passwords::hash`].
    pub password_hash: String,
    /// Whether it needs no admin's approval.
    pub approved: bool,
}

/// Keeps the new account and enqueues the mail that confirms its address. Where the address belongs to an account
/// already, that account gets a note instead, so that the one who asks learns nothing. To be called inside a transaction.
///
/// # Errors
/// When the address is no address.
pub async fn sign_up(connection: &mut Connection, new: &SignUp) -> Result<(), AccountError> {
    let email = normal_email(&new.email).ok_or(AccountError::EmailInvalid)?;
    let name = name_to_show(&new.name, &email);
    let made: Option<Account> = diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(AccountId::new()),
            accounts::email.eq(&email),
            accounts::name.eq(&name),
            accounts::password_hash.eq(&new.password_hash),
            accounts::is_admin.eq(false),
            accounts::approved_at.eq(new.approved.then(Utc::now)),
        ))
        .on_conflict(accounts::email)
        .do_update()
        .set((accounts::name.eq(&name), accounts::password_hash.eq(&new.password_hash)))
        .filter(accounts::confirmed_at.is_null())
        .returning(Account::as_returning())
        .get_result(connection)
        .await
        .optional()?;
    if let Some(account) = made {
        account_mails::send_asked(connection, account.id, AccountMail::Confirm).await?;
    } else if let Some(account) = by_email(connection, &email).await?
        && account.suspended_at.is_none()
    {
        account_mails::send_asked(connection, account.id, AccountMail::AccountExists).await?;
    }
    Ok(())
}
