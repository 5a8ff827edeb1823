//! Bookmarks: a place in a track that somebody wants to come back to. One a track, and nobody else sees it.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{AccountId, TrackId};
use crate::schema::bookmarks;

/// The most that are listed.
const MOST: i64 = 1000;

/// A place in a track.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bookmarks, check_for_backend(diesel::pg::Pg))]
pub struct Bookmark {
    /// In which track.
    pub track_id: TrackId,
    /// Where, in milliseconds.
    pub position_ms: i64,
    /// What its owner wrote beside it.
    pub comment: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was moved.
    pub updated_at: DateTime<Utc>,
}

/// The account's bookmarks, the last moved first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<Bookmark>> {
    bookmarks::table
        .filter(bookmarks::account_id.eq(account))
        .order(bookmarks::updated_at.desc())
        .limit(MOST)
        .select(Bookmark::as_select())
        .load(connection)
        .await
}

/// Puts the account's bookmark in a track, or moves it.
///
/// # Errors
/// When the database fails.
pub async fn set(
    connection: &mut Connection,
    account: AccountId,
    track: TrackId,
    position_ms: i64,
    comment: &str,
) -> QueryResult<()> {
    let comment: String = comment.chars().filter(|letter| !letter.is_control()).take(500).collect();
    let place = (bookmarks::position_ms.eq(position_ms.max(0)), bookmarks::comment.eq(comment));
    diesel::insert_into(bookmarks::table)
        .values((bookmarks::account_id.eq(account), bookmarks::track_id.eq(track), place.clone()))
        .on_conflict((bookmarks::account_id, bookmarks::track_id))
        .do_update()
        .set((place, bookmarks::updated_at.eq(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the account's bookmark out of a track; nothing changes where there is none.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, account: AccountId, track: TrackId) -> QueryResult<()> {
    diesel::delete(bookmarks::table.find((account, track))).execute(connection).await?;
    Ok(())
}
