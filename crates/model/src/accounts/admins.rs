//! What admins do with accounts: find them, let them in, shut them out, share the office. One admin always stays.

use chrono::{Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Account, AccountError};
use crate::Connection;
use crate::account_mails::{self, AccountMail};
use crate::ids::AccountId;
use crate::schema::accounts;

/// How long an account is kept whose address nobody confirms.
const UNCONFIRMED_DAYS: i64 = 7;

crate::sql_types::words! {
    /// Which accounts a list shows.
    Shown {
        /// All of them.
        All = "all",
        /// Those with a confirmed address that no admin has let in yet.
        Waiting = "waiting",
        /// Those shut out.
        Suspended = "suspended",
        /// Those that administer the instance.
        Admins = "admins",
    }
}

fn shown_query(shown: Shown) -> accounts::BoxedQuery<'static, diesel::pg::Pg> {
    let all = accounts::table.into_boxed();
    match shown {
        Shown::All => all,
        Shown::Waiting => all.filter(accounts::approved_at.is_null()).filter(accounts::confirmed_at.is_not_null()),
        Shown::Suspended => all.filter(accounts::suspended_at.is_not_null()),
        Shown::Admins => all.filter(accounts::is_admin.eq(true)),
    }
}

/// The accounts of one kind, newest first, `page` from 0 with `per_page` each.
///
/// # Errors
/// When the database fails.
pub async fn list_shown(
    connection: &mut Connection,
    shown: Shown,
    page: i64,
    per_page: i64,
) -> QueryResult<Vec<Account>> {
    shown_query(shown)
        .order((accounts::created_at.desc(), accounts::id.desc()))
        .limit(per_page)
        .offset(page * per_page)
        .select(Account::as_select())
        .load(connection)
        .await
}

/// How many accounts of one kind there are.
///
/// # Errors
/// When the database fails.
pub async fn count_shown(connection: &mut Connection, shown: Shown) -> QueryResult<i64> {
    shown_query(shown).count().get_result(connection).await
}

/// Lets a waiting account in and writes to it; false if it was in already. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn let_in(connection: &mut Connection, id: AccountId) -> QueryResult<bool> {
    let waiting = accounts::table.find(id).filter(accounts::approved_at.is_null());
    let changed = diesel::update(waiting).set(accounts::approved_at.eq(Some(Utc::now()))).execute(connection).await?;
    if changed > 0 {
        account_mails::send(connection, id, AccountMail::Approved).await?;
    }
    Ok(changed > 0)
}

/// Removes an account that was never let in; false if there is no such account.
///
/// # Errors
/// When the database fails.
pub async fn turn_away(connection: &mut Connection, id: AccountId) -> QueryResult<bool> {
    let waiting = accounts::table.find(id).filter(accounts::approved_at.is_null());
    Ok(diesel::delete(waiting).execute(connection).await? > 0)
}

/// Makes an account an admin, or takes that away again. To be called inside a transaction.
///
/// # Errors
/// [`AccountError::LastAdmin`] when nobody would be left to administer the instance.
pub async fn set_admin(connection: &mut Connection, id: AccountId, admin: bool) -> Result<(), AccountError> {
    if !admin {
        another_admin(connection, id).await?;
    }
    diesel::update(accounts::table.find(id)).set(accounts::is_admin.eq(admin)).execute(connection).await?;
    Ok(())
}

/// Shuts an account out and ends its sessions. To be called inside a transaction.
///
/// # Errors
/// [`AccountError::LastAdmin`] when nobody would be left to administer the instance.
pub async fn shut_out(connection: &mut Connection, id: AccountId) -> Result<(), AccountError> {
    another_admin(connection, id).await?;
    Ok(super::suspend(connection, id, true).await?)
}

/// Locks the admins until the transaction ends, so that two of them cannot remove each other at once.
pub(super) async fn another_admin(connection: &mut Connection, than: AccountId) -> Result<(), AccountError> {
    let admins: Vec<AccountId> = accounts::table
        .filter(accounts::is_admin.eq(true))
        .filter(accounts::suspended_at.is_null())
        .order(accounts::id)
        .select(accounts::id)
        .for_update()
        .load(connection)
        .await?;
    if admins.contains(&than) && admins.len() == 1 { Err(AccountError::LastAdmin) } else { Ok(()) }
}

/// Removes accounts whose address nobody confirmed in a week.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection) -> QueryResult<usize> {
    let unconfirmed = accounts::table
        .filter(accounts::confirmed_at.is_null())
        .filter(accounts::is_admin.eq(false))
        .filter(accounts::created_at.lt(Utc::now() - Duration::days(UNCONFIRMED_DAYS)));
    diesel::delete(unconfirmed).execute(connection).await
}
