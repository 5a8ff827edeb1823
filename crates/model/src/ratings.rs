//! Ratings: one to five stars that somebody gave an artist, a release or a track. Nobody else sees them.

use std::collections::HashMap;

use chrono::Utc;
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::Connection;
use crate::ids::AccountId;
use crate::schema::ratings;

/// Gives a thing one to five stars; `None` takes them back. More than five count as five, fewer than one as none.
///
/// # Errors
/// When the database fails.
pub async fn set(
    connection: &mut Connection,
    account: AccountId,
    object_id: Uuid,
    stars: Option<i16>,
) -> QueryResult<()> {
    let Some(stars) = stars.filter(|stars| *stars >= 1).map(|stars| stars.min(5)) else {
        diesel::delete(ratings::table.find((account, object_id))).execute(connection).await?;
        return Ok(());
    };
    diesel::insert_into(ratings::table)
        .values((ratings::account_id.eq(account), ratings::object_id.eq(object_id), ratings::stars.eq(stars)))
        .on_conflict((ratings::account_id, ratings::object_id))
        .do_update()
        .set((ratings::stars.eq(stars), ratings::updated_at.eq(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// The stars somebody gave these things; what has none is not in it.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, account: AccountId, objects: &[Uuid]) -> QueryResult<HashMap<Uuid, i16>> {
    let given: Vec<(Uuid, i16)> = ratings::table
        .filter(ratings::account_id.eq(account))
        .filter(ratings::object_id.eq_any(objects))
        .select((ratings::object_id, ratings::stars))
        .load(connection)
        .await?;
    Ok(given.into_iter().collect())
}

/// What somebody gave stars, most stars first, the newest first among equals; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn best(connection: &mut Connection, account: AccountId, limit: i64) -> QueryResult<Vec<Uuid>> {
    ratings::table
        .filter(ratings::account_id.eq(account))
        .order((ratings::stars.desc(), ratings::updated_at.desc()))
        .limit(limit)
        .select(ratings::object_id)
        .load(connection)
        .await
}
