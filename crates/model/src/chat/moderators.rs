//! Who looks after an artist's chats: those who manage the artist, those they asked to, and the admins.

use diesel::dsl::exists;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::accounts::Account;
use crate::ids::{AccountId, ArtistId};
use crate::schema::{accounts, chat_moderators};
use crate::{Connection, members};

/// Whether an account may take lines away, mute and ban.
///
/// # Errors
/// When the database fails.
pub async fn may_moderate(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<bool> {
    if members::role(connection, artist, account).await?.is_some() {
        return Ok(true);
    }
    let asked = exists(chat_moderators::table.find((artist, account)));
    let admin = exists(accounts::table.find(account).filter(accounts::is_admin.eq(true)));
    Ok(diesel::select(asked).get_result(connection).await? || diesel::select(admin).get_result(connection).await?)
}

/// Whom the artist asked to look after their chats, by name.
///
/// # Errors
/// When the database fails.
pub async fn moderators(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Account>> {
    let asked =
        chat_moderators::table.filter(chat_moderators::artist_id.eq(artist)).select(chat_moderators::account_id);
    accounts::table
        .filter(accounts::id.eq_any(asked))
        .order(accounts::name.asc())
        .select(Account::as_select())
        .load(connection)
        .await
}

/// Asks an account to look after an artist's chats.
///
/// # Errors
/// When the database fails.
pub async fn add_moderator(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<()> {
    diesel::insert_into(chat_moderators::table)
        .values((chat_moderators::artist_id.eq(artist), chat_moderators::account_id.eq(account)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// An account looks after an artist's chats no more.
///
/// # Errors
/// When the database fails.
pub async fn remove_moderator(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<()> {
    diesel::delete(chat_moderators::table.find((artist, account))).execute(connection).await?;
    Ok(())
}
