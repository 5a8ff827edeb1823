//! What is heard of a listen after its beginning.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{Ending, Note, Outcome, Play, beginning, counting};
use crate::schema::plays;
use crate::{Connection, history};

/// The first note comes when there is sound already, and on its way it may be slower than a later one.
const LATE_MS: i64 = 1000;

/// A listen has come further. It never shrinks, and never gets longer than the time since it began.
pub(super) async fn grow(
    connection: &mut Connection,
    play: &Play,
    note: &Note,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    if !is_of(play, note, now) || play.summed_at.is_some() {
        return Ok(Outcome::Refused);
    }
    let duration_ms = beginning::duration_ms(connection, play.track_id).await?;
    let elapsed_ms = (now - play.started_at).num_milliseconds().max(0);
    let heard_ms = note.heard_ms.min(elapsed_ms).max(play.heard_ms);
    let is_heard = note.heard_ms.min(elapsed_ms + LATE_MS).max(play.heard_ms) >= counting::needed_ms(duration_ms);
    let is_behind = note.heard_ms < play.heard_ms;
    let ending = if is_behind { play.ending } else { ending(note.ending, is_heard) };
    let becomes_listen = is_heard && play.listened_at.is_none();
    let counts = becomes_listen && !play.is_own && counting::may_count(connection, play, duration_ms, now).await?;
    diesel::update(plays::table.find(play.id))
        .set((
            plays::heard_at.eq(now.max(play.heard_at)),
            plays::heard_ms.eq(heard_ms),
            plays::reached_ms.eq(note.reached_ms.clamp(play.reached_ms, duration_ms.max(play.reached_ms))),
            plays::ending.eq(ending),
            plays::stalls.eq(note.stalls.clamp(play.stalls, 10_000.max(play.stalls))),
            plays::stall_ms.eq(note.stall_ms.clamp(play.stall_ms, elapsed_ms.max(play.stall_ms))),
            plays::listened_at.eq(play.listened_at.or(becomes_listen.then_some(now))),
            plays::counted_at.eq(play.counted_at.or(counts.then_some(now))),
        ))
        .execute(connection)
        .await?;
    if !becomes_listen {
        return Ok(Outcome::Noted);
    }
    if let Some(account) = note.account {
        history::listened(connection, account, play.track_id, (note.source, play.started_at)).await?;
    }
    Ok(if counts { Outcome::Counted } else { Outcome::Heard })
}

/// Whether a note is of this listen. One that goes on over midnight has another word afterwards: then its id is enough.
fn is_of(play: &Play, note: &Note, now: DateTime<Utc>) -> bool {
    let is_of_today = play.started_at.date_naive() == now.date_naive();
    play.track_id == note.track && (play.listener == note.listener.bytes() || !is_of_today)
}

/// Whoever jumps to the end has not heard the track out.
fn ending(told: Option<Ending>, is_heard: bool) -> Option<Ending> {
    match told {
        Some(Ending::Completed) if !is_heard => Some(Ending::Stopped),
        told => told,
    }
}
