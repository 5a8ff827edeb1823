//! Feed keys: the word in the address of a member's own feed of an artist. Only its hash is kept; the server can make the word
//! again from the row's id, so that the address can be shown.

use chrono::{DateTime, Duration, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{AccountId, ArtistId, FeedKeyId};
use crate::schema::{accounts, feed_keys};
use crate::{Connection, tokens};

/// Whose feed of whom a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = feed_keys, check_for_backend(diesel::pg::Pg))]
pub struct FeedKey {
    /// What its word is made from.
    pub id: FeedKeyId,
    /// Whose feed.
    pub account_id: AccountId,
    /// Of which artist.
    pub artist_id: ArtistId,
}

/// The key that an account has to an artist's feed.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, account: AccountId, artist: ArtistId) -> QueryResult<Option<FeedKey>> {
    feed_keys::table
        .filter(feed_keys::account_id.eq(account).and(feed_keys::artist_id.eq(artist)))
        .select(FeedKey::as_select())
        .first(connection)
        .await
        .optional()
}

/// Keeps a new key; the one before it opens nothing any more.
///
/// # Errors
/// When the database fails.
pub async fn replace(connection: &mut Connection, key: FeedKey, word: &str) -> QueryResult<()> {
    let (hash, now) = (tokens::hash(word), Utc::now());
    diesel::insert_into(feed_keys::table)
        .values((
            feed_keys::id.eq(key.id),
            feed_keys::account_id.eq(key.account_id),
            feed_keys::artist_id.eq(key.artist_id),
            feed_keys::key_hash.eq(&hash),
        ))
        .on_conflict((feed_keys::account_id, feed_keys::artist_id))
        .do_update()
        .set((
            feed_keys::id.eq(key.id),
            feed_keys::key_hash.eq(&hash),
            feed_keys::created_at.eq(now),
            feed_keys::last_used_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The key with this word, of an account that is not suspended; notes that it was used.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, word: &str) -> QueryResult<Option<FeedKey>> {
    let found: Option<FeedKey> = feed_keys::table
        .inner_join(accounts::table)
        .filter(feed_keys::key_hash.eq(tokens::hash(word)))
        .filter(accounts::suspended_at.is_null())
        .select(FeedKey::as_select())
        .first(connection)
        .await
        .optional()?;
    if let Some(key) = found {
        // An hour is exact enough, and spares a write for every piece of a file.
        let long_ago = Utc::now() - Duration::hours(1);
        let unused = feed_keys::last_used_at.is_null().or(feed_keys::last_used_at.lt(long_ago));
        diesel::update(feed_keys::table.find(key.id).filter(unused))
            .set(feed_keys::last_used_at.eq(Utc::now()))
            .execute(connection)
            .await?;
    }
    Ok(found)
}
