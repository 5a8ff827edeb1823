//! Throttles: how often something may be tried in a while, counted for all servers in the database.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Binary, Integer, Timestamptz};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};

use crate::schema::throttles;
use crate::{Connection, fixed};

/// What is counted: at most `attempts` in `window`.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What is tried; part of the key.
    pub name: &'static str,
    /// How many tries the window holds.
    pub attempts: i32,
    /// How long a window is.
    pub window: Duration,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    window_ends_at: DateTime<Utc>,
}

/// Counts one try of `who` (an address, an account; kept as a hash) and says how long to wait if it is one too many.
///
/// # Errors
/// When the database fails.
pub async fn hit(connection: &mut Connection, limit: Limit, who: &str) -> QueryResult<Option<Duration>> {
    let moment = Utc::now();
    let counted: Counted = fixed::query(
        "INSERT INTO throttles (key, attempts, window_ends_at) VALUES ($1, 1, $2)
         ON CONFLICT (key) DO UPDATE SET
           attempts = CASE WHEN throttles.window_ends_at < $3 THEN 1 ELSE throttles.attempts + 1 END,
           window_ends_at = CASE WHEN throttles.window_ends_at < $3 THEN $2 ELSE throttles.window_ends_at END
         RETURNING attempts, window_ends_at",
    )
    .bind::<Binary, _>(key(limit, who))
    .bind::<Timestamptz, _>(moment + limit.window)
    .bind::<Timestamptz, _>(moment)
    .get_result(connection)
    .await?;
    Ok((counted.attempts > limit.attempts).then(|| (counted.window_ends_at - moment).max(Duration::seconds(1))))
}

/// How long `who` has to wait, without counting a try: for what counts only what went wrong.
///
/// # Errors
/// When the database fails.
pub async fn wait(connection: &mut Connection, limit: Limit, who: &str) -> QueryResult<Option<Duration>> {
    let moment = Utc::now();
    let end: Option<DateTime<Utc>> = throttles::table
        .find(key(limit, who))
        .filter(throttles::attempts.ge(limit.attempts))
        .filter(throttles::window_ends_at.gt(moment))
        .select(throttles::window_ends_at)
        .first(connection)
        .await
        .optional()?;
    Ok(end.map(|end| (end - moment).max(Duration::seconds(1))))
}

/// Forgets the tries of `who`: it got in.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &mut Connection, limit: Limit, who: &str) -> QueryResult<()> {
    diesel::delete(throttles::table.find(key(limit, who))).execute(connection).await?;
    Ok(())
}

/// Takes one try of `who` back: it was a good one.
///
/// # Errors
/// When the database fails.
pub async fn give_back(connection: &mut Connection, limit: Limit, who: &str) -> QueryResult<()> {
    diesel::update(throttles::table.find(key(limit, who)).filter(throttles::attempts.gt(0)))
        .set(throttles::attempts.eq(throttles::attempts - 1))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes windows that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection) -> QueryResult<usize> {
    diesel::delete(throttles::table.filter(throttles::window_ends_at.lt(Utc::now()))).execute(connection).await
}

fn key(limit: Limit, who: &str) -> Vec<u8> {
    Sha256::digest(format!("{}\0{who}", limit.name).as_bytes()).to_vec()
}
