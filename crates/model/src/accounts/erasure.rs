//! One's own data: all of it as a file, and its erasure. What the law wants kept stays: purchases with their invoices, under the
//! address they were bought with.

use diesel::sql_types::{Text, Uuid};
use diesel::{ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Account, AccountError, admins};
use crate::ids::{AccountId, ArtistId};
use crate::memberships::RUNNING;
use crate::schema::{accounts, actors, artist_members, artists, chat_messages, memberships, purchases, subscribers};
use crate::{Connection, fixed};

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Everything that is kept of an account but its history, as a JSON object.
///
/// # Errors
/// When the database fails.
pub async fn export(connection: &mut Connection, account: AccountId) -> QueryResult<String> {
    let said: Said = fixed::query(include_str!("export.sql")).bind::<Uuid, _>(account.0).get_result(connection).await?;
    Ok(said.said)
}

/// Why an account cannot be erased as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// A membership of this artist goes on being paid for.
    Member(String),
    /// Nobody else manages this artist.
    OnlyManager(String),
    /// Nobody else administers the instance.
    OnlyAdmin,
}

/// What has to be done before an account can be erased.
///
/// # Errors
/// When the database fails.
pub async fn hindrances(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<Hindrance>> {
    let paid: Vec<String> = memberships::table
        .inner_join(artists::table)
        .filter(memberships::account_id.eq(account))
        .filter(memberships::state.eq_any(RUNNING))
        .filter(memberships::ends_at_period.eq(false))
        .order(artists::name)
        .select(artists::name)
        .load(connection)
        .await?;
    let managed: Vec<(ArtistId, String)> = artist_members::table
        .inner_join(artists::table)
        .filter(artist_members::account_id.eq(account))
        .order(artists::name)
        .select((artists::id, artists::name))
        .load(connection)
        .await?;
    let by_others: Vec<ArtistId> = artist_members::table
        .filter(artist_members::account_id.ne(account))
        .filter(artist_members::artist_id.eq_any(managed.iter().map(|(artist, _)| *artist)))
        .select(artist_members::artist_id)
        .load(connection)
        .await?;
    let alone = managed.into_iter().filter(|(artist, _)| !by_others.contains(artist)).map(|(_, name)| name);
    let admins: Vec<AccountId> = accounts::table
        .filter(accounts::is_admin.eq(true))
        .filter(accounts::suspended_at.is_null())
        .select(accounts::id)
        .load(connection)
        .await?;
    let admin = (admins == [account]).then_some(Hindrance::OnlyAdmin);
    let paid = paid.into_iter().map(Hindrance::Member);
    Ok(paid.chain(alone.map(Hindrance::OnlyManager)).chain(admin).collect())
}

/// Erases an account with everything that is its own. To be called inside a transaction, after [`hindrances`] has found none.
///
/// # Errors
/// [`AccountError::LastAdmin`] when nobody would be left to administer the instance.
pub async fn erase(connection: &mut Connection, account: &Account) -> Result<(), AccountError> {
    admins::another_admin(connection, account.id).await?;
    let done = connection.transaction(async |connection| {
        let own = subscribers::account_id.eq(account.id);
        diesel::delete(subscribers::table.filter(own)).execute(connection).await?;
        diesel::delete(subscribers::table.filter(subscribers::email.eq(&account.email))).execute(connection).await?;
        diesel::delete(chat_messages::table.filter(chat_messages::account_id.eq(account.id)))
            .execute(connection)
            .await?;
        // One that was never paid for is nothing that the books need.
        let billed = purchases::table.filter(purchases::membership_id.is_not_null()).select(purchases::membership_id);
        let never_paid = memberships::table
            .filter(memberships::account_id.eq(account.id))
            .filter(memberships::id.nullable().ne_all(billed));
        diesel::delete(never_paid).execute(connection).await?;
        super::delete(connection, account.id).await
    });
    Ok(done.await?)
}

/// The inboxes of every server that is known: all of them may have heard of an actor.
///
/// # Errors
/// When the database fails.
pub async fn known_inboxes(connection: &mut Connection) -> QueryResult<Vec<String>> {
    let known: Vec<(Option<String>, Option<String>)> = actors::table
        .filter(actors::host.is_not_null())
        .filter(actors::deleted_at.is_null())
        .select((actors::shared_inbox, actors::inbox))
        .distinct()
        .load(connection)
        .await?;
    let mut inboxes: Vec<String> = known.into_iter().filter_map(|(shared, own)| shared.or(own)).collect();
    inboxes.sort_unstable();
    inboxes.dedup();
    Ok(inboxes)
}
