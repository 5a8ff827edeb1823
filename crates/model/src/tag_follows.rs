//! Tags that somebody follows: releases with them come into their feed. Nobody else sees which.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::AccountId;
use crate::schema::tag_follows;

/// The most that one account follows.
pub const MOST: i64 = 500;
/// The longest tag, in characters.
const CHARS: usize = 60;

/// A tag that somebody follows.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tag_follows, check_for_backend(diesel::pg::Pg))]
pub struct TagFollow {
    /// In lower case.
    pub tag: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Why a tag cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum TagFollowError {
    /// It is empty or longer than a tag can be.
    #[error("This is no tag. A tag has 1 to 60 characters.")]
    NoTag,
    /// There are as many as there can be.
    #[error("You follow 500 tags: that is all there can be. Unfollow one first.")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A tag as it is kept: in lower case, with single spaces and without its #; none where it is empty or too long.
#[must_use]
pub fn normal(tag: &str) -> Option<String> {
    let visible: String = tag.trim().trim_start_matches('#').chars().filter(|c| !c.is_control()).collect();
    let tag = visible.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    Some(tag).filter(|tag| !tag.is_empty() && tag.chars().count() <= CHARS)
}

/// The account follows the tag from now on, or no longer.
///
/// # Errors
/// When it is no tag, or there would be too many.
pub async fn set(connection: &mut Connection, account: AccountId, tag: &str, on: bool) -> Result<(), TagFollowError> {
    let tag = normal(tag).ok_or(TagFollowError::NoTag)?;
    if !on {
        diesel::delete(tag_follows::table.find((account, tag))).execute(connection).await?;
        return Ok(());
    }
    let count: i64 =
        tag_follows::table.filter(tag_follows::account_id.eq(account)).count().get_result(connection).await?;
    if count >= MOST && !has(connection, account, &tag).await? {
        return Err(TagFollowError::TooMany);
    }
    diesel::insert_into(tag_follows::table)
        .values((tag_follows::account_id.eq(account), tag_follows::tag.eq(tag)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// The tags that an account follows, by name.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<TagFollow>> {
    tag_follows::table
        .filter(tag_follows::account_id.eq(account))
        .order(tag_follows::tag.asc())
        .select(TagFollow::as_select())
        .load(connection)
        .await
}

/// Whether an account follows a tag.
///
/// # Errors
/// When the database fails.
pub async fn has(connection: &mut Connection, account: AccountId, tag: &str) -> QueryResult<bool> {
    let Some(tag) = normal(tag) else { return Ok(false) };
    diesel::select(diesel::dsl::exists(tag_follows::table.find((account, tag)))).get_result(connection).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_kept_as_releases_have_it() {
        assert_eq!(normal(" #Field   Recording "), Some("field recording".to_owned()));
        assert_eq!(normal("#"), None);
        assert_eq!(normal(&"a".repeat(61)), None);
    }
}
