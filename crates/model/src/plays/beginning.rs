//! The first that is heard of a listen.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, JoinOnDsl, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{Note, Outcome};
use crate::entitlements::{self, Who};
use crate::ids::{PlayId, ReleaseId, TrackId};
use crate::schema::{masters, plays, tracks};
use crate::{Connection, scrobbles};

/// Longer names of rungs are not ours.
const RUNG_CHARS: usize = 20;

/// A listen begins, if its listener may hear the track. However much it claims, nothing was heard yet by the server's clock.
pub(super) async fn begin(connection: &mut Connection, note: &Note, now: DateTime<Utc>) -> QueryResult<Outcome> {
    let Some((release, duration_ms)) = facts(connection, note.track).await? else { return Ok(Outcome::Unknown) };
    let who = note.account.map_or(Who::Anybody, Who::Account);
    let rights = entitlements::of_release_by_id(connection, release, who).await?;
    if !rights.of(note.track).hears() {
        return Ok(Outcome::Unknown);
    }
    let begun = insert(connection, note, (rights.is_artist, duration_ms), now).await?;
    let Some(_) = begun else { return Ok(Outcome::Refused) };
    if let Some(account) = note.account {
        scrobbles::tell_now_playing(connection, account, note.track).await?;
    }
    Ok(Outcome::Noted)
}

async fn facts(connection: &mut Connection, track: TrackId) -> QueryResult<Option<(ReleaseId, i64)>> {
    tracks::table
        .inner_join(masters::table.on(masters::id.nullable().eq(tracks::master_id)))
        .filter(tracks::id.eq(track))
        .select((tracks::release_id, masters::duration_ms))
        .first(connection)
        .await
        .optional()
}

/// `None` when another listener took the same id at the same moment.
async fn insert(
    connection: &mut Connection,
    note: &Note,
    (is_own, duration_ms): (bool, i64),
    now: DateTime<Utc>,
) -> QueryResult<Option<PlayId>> {
    diesel::insert_into(plays::table)
        .values((
            plays::id.eq(note.id),
            plays::track_id.eq(note.track),
            plays::listener.eq(note.listener.bytes()),
            plays::source.eq(note.source),
            plays::device.eq(note.device),
            plays::rung.eq(rung(&note.rung)),
            plays::started_at.eq(now),
            plays::heard_at.eq(now),
            plays::is_own.eq(is_own),
            plays::start_delay_ms.eq(note.start_delay_ms.map(|ms| ms.clamp(0, 600_000))),
            plays::reached_ms.eq(note.reached_ms.clamp(0, duration_ms.max(0))),
        ))
        .on_conflict_do_nothing()
        .returning(plays::id)
        .get_result(connection)
        .await
        .optional()
}

fn rung(named: &str) -> String {
    named.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(RUNG_CHARS).collect()
}

/// How long a track is; 0 where nobody knows.
pub(super) async fn duration_ms(connection: &mut Connection, track: TrackId) -> QueryResult<i64> {
    Ok(facts(connection, track).await?.map_or(0, |(_, ms)| ms))
}
