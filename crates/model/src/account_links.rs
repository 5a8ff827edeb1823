//! One-time links that reach their account by mail, and the one that makes the first admin.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::Connection;
use crate::ids::AccountId;
use crate::schema::account_links;
use crate::tokens;

crate::sql_types::words! {
    /// What a link is for.
    Purpose {
        /// Confirm the address an account was made with.
        Confirm = "confirm",
        /// Set a new password.
        Reset = "reset",
        /// Confirm a new address.
        ChangeEmail = "change_email",
        /// Make the first account of a fresh instance, an admin.
        FirstAdmin = "first_admin",
    }
}

impl Purpose {
    /// How long a link of this purpose works.
    #[must_use]
    pub fn lifetime(self) -> Duration {
        match self {
            Self::Reset => Duration::hours(1),
            Self::Confirm | Self::ChangeEmail => Duration::hours(48),
            Self::FirstAdmin => Duration::days(7),
        }
    }
}

/// A link that works, or did when it was read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = account_links, check_for_backend(diesel::pg::Pg))]
pub struct AccountLink {
    /// Its id.
    pub id: Uuid,
    /// Whose it is; nobody's for the first admin.
    pub account_id: Option<AccountId>,
    /// What it is for.
    pub purpose: Purpose,
    /// The address it confirms.
    pub new_email: Option<String>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Why a link cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] tokens::NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Makes a link and gives its token, which is not kept. Earlier unused links of the same purpose stop working.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn create(
    connection: &mut Connection,
    account_id: Option<AccountId>,
    purpose: Purpose,
    new_email: Option<&str>,
) -> Result<String, LinkError> {
    let token = tokens::random("")?;
    let mut earlier = diesel::delete(account_links::table).into_boxed();
    earlier = earlier.filter(account_links::purpose.eq(purpose)).filter(account_links::used_at.is_null());
    earlier = match account_id {
        Some(id) => earlier.filter(account_links::account_id.eq(id)),
        None => earlier.filter(account_links::account_id.is_null()),
    };
    earlier.execute(connection).await?;
    diesel::insert_into(account_links::table)
        .values((
            account_links::id.eq(Uuid::now_v7()),
            account_links::account_id.eq(account_id),
            account_links::purpose.eq(purpose),
            account_links::token_hash.eq(tokens::hash(&token)),
            account_links::new_email.eq(new_email),
            account_links::expires_at.eq(Utc::now() + purpose.lifetime()),
        ))
        .execute(connection)
        .await?;
    Ok(token)
}

/// The link behind `token` if it still works for `purpose`; it is not used up by looking.
///
/// # Errors
/// When the database fails.
pub async fn peek(connection: &mut Connection, token: &str, purpose: Purpose) -> QueryResult<Option<AccountLink>> {
    account_links::table
        .filter(account_links::token_hash.eq(tokens::hash(token)))
        .filter(account_links::purpose.eq(purpose))
        .filter(account_links::used_at.is_null())
        .filter(account_links::expires_at.gt(Utc::now()))
        .select(AccountLink::as_select())
        .first(connection)
        .await
        .optional()
}

/// Uses the link up: of two that come at once, one gets it.
///
/// # Errors
/// When the database fails.
pub async fn take(connection: &mut Connection, token: &str, purpose: Purpose) -> QueryResult<Option<AccountLink>> {
    diesel::update(
        account_links::table
            .filter(account_links::token_hash.eq(tokens::hash(token)))
            .filter(account_links::purpose.eq(purpose))
            .filter(account_links::used_at.is_null())
            .filter(account_links::expires_at.gt(Utc::now())),
    )
    .set(account_links::used_at.eq(Some(Utc::now())))
    .returning(AccountLink::as_returning())
    .get_result(connection)
    .await
    .optional()
}

/// Ends every unused link of the account: its password or address has changed, and what lies in old mail with it.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(connection: &mut Connection, account_id: AccountId) -> QueryResult<usize> {
    let unused =
        account_links::table.filter(account_links::account_id.eq(account_id)).filter(account_links::used_at.is_null());
    diesel::delete(unused).execute(connection).await
}

/// Removes links that expired more than a day ago.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection) -> QueryResult<usize> {
    diesel::delete(account_links::table.filter(account_links::expires_at.lt(Utc::now() - Duration::days(1))))
        .execute(connection)
        .await
}
