//! What makes a listen a play, and what keeps one listener from making many.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::Play;
use crate::Connection;
use crate::ids::TrackId;
use crate::schema::plays;

/// After so much it is a play.
const ENOUGH_MS: i64 = 30_000;
/// The same track counts once for a listener in this time, or in its length where that is longer.
const AGAIN_AFTER: Duration = Duration::minutes(30);
/// Behind one address may be a family, or a school: so many tracks of one listener may become plays in [`ENOUGH_MS`].
const AT_ONCE: i64 = 10;

/// How much of a track has to be heard: 30 seconds, or half of it if that is less.
#[must_use]
pub(crate) fn needed_ms(duration_ms: i64) -> i64 {
    if duration_ms > 0 { ENOUGH_MS.min(duration_ms / 2) } else { ENOUGH_MS }
}

/// Whether a listen that was heard for long enough counts.
pub(super) async fn may_count(
    connection: &mut Connection,
    play: &Play,
    duration_ms: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let hears_it_again = is_again(connection, &play.listener, play.track_id, (duration_ms, now)).await?;
    if hears_it_again {
        return Ok(false);
    }
    let at_once: i64 = plays::table
        .filter(plays::listener.eq(&play.listener))
        .filter(plays::counted_at.gt(now - Duration::milliseconds(ENOUGH_MS)))
        .count()
        .get_result(connection)
        .await?;
    Ok(at_once < AT_ONCE)
}

/// Whether the listener had a play of this track a short while ago.
pub(super) async fn is_again(
    connection: &mut Connection,
    listener: &[u8],
    track: TrackId,
    (duration_ms, now): (i64, DateTime<Utc>),
) -> QueryResult<bool> {
    let since = now - AGAIN_AFTER.max(Duration::milliseconds(duration_ms));
    let before: i64 = plays::table
        .filter(plays::listener.eq(listener))
        .filter(plays::track_id.eq(track))
        .filter(plays::counted_at.gt(since))
        .count()
        .get_result(connection)
        .await?;
    Ok(before > 0)
}

#[cfg(test)]
mod tests {
    use super::needed_ms;

    #[test]
    fn thirty_seconds_or_half_the_track() {
        assert_eq!(needed_ms(240_000), 30_000);
        assert_eq!(needed_ms(60_000), 30_000);
        assert_eq!(needed_ms(40_000), 20_000);
        assert_eq!(needed_ms(0), 30_000);
    }
}
