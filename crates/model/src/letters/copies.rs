//! Copies of a letter: one for each subscriber, sent once.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::{count, count_star, min};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{LetterId, SubscriberId};
use crate::schema::{letter_copies, subscribers};
use crate::subscribers::Subscriber;

/// How often a copy is tried.
const TRIES: i32 = 8;

/// How far a letter has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copies {
    /// All.
    pub all: i64,
    /// Those that a mail server took.
    pub sent: i64,
    /// Those that none takes.
    pub refused: i64,
}

impl Copies {
    /// Those that are still to go.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        self.all - self.sent - self.refused
    }
}

/// How far a letter has come.
///
/// # Errors
/// When the database fails.
pub async fn count_of(connection: &mut Connection, letter: LetterId) -> QueryResult<Copies> {
    let (all, sent, refused) = letter_copies::table
        .filter(letter_copies::letter_id.eq(letter))
        .select((count_star(), count(letter_copies::sent_at), count(letter_copies::refused_at)))
        .first(connection)
        .await?;
    Ok(Copies { all, sent, refused })
}

/// Some of the copies that are to go now.
///
/// # Errors
/// When the database fails.
pub async fn due(connection: &mut Connection, letter: LetterId, limit: i64) -> QueryResult<Vec<SubscriberId>> {
    letter_copies::table
        .filter(letter_copies::letter_id.eq(letter))
        .filter(letter_copies::sent_at.is_null())
        .filter(letter_copies::refused_at.is_null())
        .filter(letter_copies::next_at.le(Utc::now()))
        .order((letter_copies::next_at.asc(), letter_copies::subscriber_id.asc()))
        .limit(limit)
        .select(letter_copies::subscriber_id)
        .load(connection)
        .await
}

/// When the next copy is to go; none when all have.
///
/// # Errors
/// When the database fails.
pub async fn next_at(connection: &mut Connection, letter: LetterId) -> QueryResult<Option<DateTime<Utc>>> {
    letter_copies::table
        .filter(letter_copies::letter_id.eq(letter))
        .filter(letter_copies::sent_at.is_null())
        .filter(letter_copies::refused_at.is_null())
        .select(min(letter_copies::next_at))
        .first(connection)
        .await
}

/// Takes a copy to send it: until the transaction's end nobody else does. None if it has gone, somebody else has it, or the
/// subscriber had enough since: then there is no copy any more.
///
/// # Errors
/// When the database fails.
pub async fn take(
    connection: &mut Connection,
    letter: LetterId,
    subscriber: SubscriberId,
) -> QueryResult<Option<Subscriber>> {
    let taken: Option<SubscriberId> = letter_copies::table
        .find((letter, subscriber))
        .filter(letter_copies::sent_at.is_null())
        .filter(letter_copies::refused_at.is_null())
        .select(letter_copies::subscriber_id)
        .for_update()
        .skip_locked()
        .first(connection)
        .await
        .optional()?;
    let Some(id) = taken else { return Ok(None) };
    let to: Subscriber = subscribers::table.find(id).select(Subscriber::as_select()).first(connection).await?;
    if to.is_on() {
        return Ok(Some(to));
    }
    diesel::delete(letter_copies::table.find((letter, subscriber))).execute(connection).await?;
    Ok(None)
}

/// Notes that a mail server took a copy.
///
/// # Errors
/// When the database fails.
pub async fn sent(connection: &mut Connection, letter: LetterId, subscriber: SubscriberId) -> QueryResult<()> {
    diesel::update(letter_copies::table.find((letter, subscriber)))
        .set(letter_copies::sent_at.eq(Some(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that a copy did not go: it is tried again later, each time later than before, unless it never will.
///
/// # Errors
/// When the database fails.
pub async fn failed(
    connection: &mut Connection,
    (letter, subscriber): (LetterId, SubscriberId),
    may_go_later: bool,
) -> QueryResult<()> {
    let copy = letter_copies::table.find((letter, subscriber));
    let tries: i32 = copy.select(letter_copies::tries).first(connection).await?;
    let (tries, at) = (tries + 1, Utc::now());
    let wait = Duration::minutes(2_i64.pow(u32::try_from(tries.min(TRIES)).unwrap_or(1)));
    let refused = (!may_go_later || tries >= TRIES).then_some(at);
    diesel::update(copy)
        .set((
            letter_copies::tries.eq(tries),
            letter_copies::next_at.eq(at + wait),
            letter_copies::refused_at.eq(refused),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
