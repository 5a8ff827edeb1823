//! Accounts: somebody who signs in.

use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::AccountId;
use crate::passwords::{self, PasswordError};
use crate::schema::accounts;
use crate::{Connection, actors, purchases};

mod admins;
pub mod erasure;
mod sign_up;

pub use admins::{Shown, count_shown, let_in, list_shown, set_admin, shut_out, sweep, turn_away};
pub use sign_up::{SignUp, sign_up};

/// An account as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Lower-case address; unique.
    pub email: String,
    /// The name it shows.
    pub name: String,
    /// argon2id, in PHC form.
    pub password_hash: String,
    /// Whether it administers the instance.
    pub is_admin: bool,
    /// When the address was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When an admin let it in; at once where registration is open.
    pub approved_at: Option<DateTime<Utc>>,
    /// Since when it is shut out.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What an account is made from.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    /// The address as typed.
    pub email: &'a str,
    /// The name to show; the address's local part when empty.
    pub name: &'a str,
    /// The password as typed.
    pub password: &'a str,
    /// Whether it administers the instance.
    pub is_admin: bool,
    /// Whether the address counts as confirmed already.
    pub confirmed: bool,
    /// Whether it needs no admin's approval.
    pub approved: bool,
}

/// Why an account cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Not an address.
    #[error("This is not an e-mail address. It should look like name@example.org.")]
    EmailInvalid,
    /// Somebody has it.
    #[error("An account with this e-mail address exists already.")]
    EmailTaken,
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Nobody would be left to administer the instance.
    #[error("This is the only admin. Make another account an admin first.")]
    LastAdmin,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// An address as it is stored: trimmed and lower-case; `None` when it is not one that mail can be sent to.
#[must_use]
pub fn normal_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@')?;
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let name = local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
    let label = |part: &str| {
        let inside = |c: char| c.is_alphanumeric() || c == '-';
        (1..=63).contains(&part.len()) && part.chars().all(inside) && !part.starts_with('-') && !part.ends_with('-')
    };
    (email.len() <= 254 && name && domain.split('.').all(label)).then_some(email)
}

/// The name as it is kept: trimmed, at most 100 characters, the address's local part when nothing was typed.
fn name_to_show(typed: &str, email: &str) -> String {
    let local = email.split('@').next().unwrap_or_default();
    let name = if typed.trim().is_empty() { local } else { typed.trim() };
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Makes an account.
///
/// # Errors
/// When the address is no address or taken, or the password will not do.
pub async fn create(connection: &mut Connection, new: NewAccount<'_>) -> Result<Account, AccountError> {
    let email = normal_email(new.email).ok_or(AccountError::EmailInvalid)?;
    let password_hash = passwords::hash(new.password).await?;
    let name = name_to_show(new.name, &email);
    let moment = Utc::now();
    let account: Account = diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(AccountId::new()),
            accounts::email.eq(email),
            accounts::name.eq(name),
            accounts::password_hash.eq(password_hash),
            accounts::is_admin.eq(new.is_admin),
            accounts::confirmed_at.eq(new.confirmed.then_some(moment)),
            accounts::approved_at.eq(new.approved.then_some(moment)),
        ))
        .returning(Account::as_returning())
        .get_result(connection)
        .await
        .map_err(taken)?;
    if new.confirmed {
        purchases::adopt(connection, account.id, &account.email).await?;
    }
    Ok(account)
}

fn taken(error: Error) -> AccountError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => AccountError::EmailTaken,
        other => AccountError::Database(other),
    }
}

/// The account with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: AccountId) -> QueryResult<Option<Account>> {
    accounts::table.find(id).select(Account::as_select()).first(connection).await.optional()
}

/// The account with this address, in whatever case it is typed.
///
/// # Errors
/// When the database fails.
pub async fn by_email(connection: &mut Connection, typed: &str) -> QueryResult<Option<Account>> {
    let Some(email) = normal_email(typed) else { return Ok(None) };
    accounts::table.filter(accounts::email.eq(email)).select(Account::as_select()).first(connection).await.optional()
}

/// All accounts, newest first, `page` from 0 with `per_page` each.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection, page: i64, per_page: i64) -> QueryResult<Vec<Account>> {
    accounts::table
        .order(accounts::created_at.desc())
        .limit(per_page)
        .offset(page * per_page)
        .select(Account::as_select())
        .load(connection)
        .await
}

/// How many accounts there are.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection) -> QueryResult<i64> {
    accounts::table.count().get_result(connection).await
}

/// Whether anybody administers this instance.
///
/// # Errors
/// When the database fails.
pub async fn any_admin(connection: &mut Connection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(accounts::table.filter(accounts::is_admin.eq(true))))
        .get_result(connection)
        .await
}

/// The address is confirmed from now on: what was bought with it before is the account's.
///
/// # Errors
/// When the database fails.
pub async fn confirm(connection: &mut Connection, id: AccountId) -> QueryResult<()> {
    let email: Option<String> = diesel::update(accounts::table.find(id))
        .set(accounts::confirmed_at.eq(Some(Utc::now())))
        .returning(accounts::email)
        .get_result(connection)
        .await
        .optional()?;
    match email {
        Some(email) => purchases::adopt(connection, id, &email).await,
        None => Ok(()),
    }
}

/// An admin lets the account in.
///
/// # Errors
/// When the database fails.
pub async fn approve(connection: &mut Connection, id: AccountId) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::approved_at.eq(Some(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Shuts the account out and ends its sessions, or lets it in again.
///
/// # Errors
/// When the database fails.
pub async fn suspend(connection: &mut Connection, id: AccountId, suspended: bool) -> QueryResult<()> {
    let since = suspended.then(Utc::now);
    diesel::update(accounts::table.find(id)).set(accounts::suspended_at.eq(since)).execute(connection).await?;
    if suspended {
        crate::sessions::end_all(connection, id, None).await?;
    }
    Ok(())
}

/// Sets a new password.
///
/// # Errors
/// When the password will not do.
pub async fn set_password(connection: &mut Connection, id: AccountId, password: &str) -> Result<(), AccountError> {
    let hash = passwords::hash(password).await?;
    diesel::update(accounts::table.find(id)).set(accounts::password_hash.eq(hash)).execute(connection).await?;
    Ok(())
}

/// Sets a new address, confirmed: what was bought with it before is the account's.
///
/// # Errors
/// When the address is no address or taken.
pub async fn set_email(connection: &mut Connection, id: AccountId, typed: &str) -> Result<(), AccountError> {
    let email = normal_email(typed).ok_or(AccountError::EmailInvalid)?;
    diesel::update(accounts::table.find(id))
        .set((accounts::email.eq(&email), accounts::confirmed_at.eq(Some(Utc::now()))))
        .execute(connection)
        .await
        .map_err(taken)?;
    Ok(purchases::adopt(connection, id, &email).await?)
}

/// Sets the name it shows; at most 100 characters are kept.
///
/// # Errors
/// When the database fails.
pub async fn set_name(connection: &mut Connection, id: AccountId, name: &str) -> QueryResult<()> {
    let name: String = name.trim().chars().take(100).collect();
    diesel::update(accounts::table.find(id)).set(accounts::name.eq(name)).execute(connection).await?;
    Ok(())
}

/// Removes an account with its sessions, tokens and memberships; its artists stay. Of a fan's actor stays that it is gone.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: AccountId) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            let actor = actors::of_account(connection, id).await?;
            actors::entomb(connection, actor).await?;
            diesel::delete(accounts::table.find(id)).execute(connection).await?;
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests;
