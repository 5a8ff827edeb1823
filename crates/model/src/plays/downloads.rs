//! Files that podcast apps and plain links fetch: nobody tells how much of them is heard, so what was sent has to do.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};

use super::{Device, Listener, Outcome, Source, beginning, counting, lock};
use crate::Connection;
use crate::ids::{PlayId, TrackId};
use crate::schema::plays;

/// A file, or a piece of it, that was sent.
#[derive(Debug, Clone)]
pub struct Download {
    /// Of which track.
    pub track: TrackId,
    /// To whom.
    pub listener: Listener,
    /// To what.
    pub device: Device,
    /// In what, as in `mp3`.
    pub rung: String,
    /// Whether it goes to somebody who manages the artist.
    pub is_own: bool,
    /// For how many milliseconds of sound the bytes are good that were sent.
    pub sent_ms: i64,
}

/// Writes down that a file was sent. A listener's requests for one track on one day are one listen, however many pieces they are;
/// it counts when enough was sent for a play. It is the caller's to know that the listener may have the track.
///
/// # Errors
/// When the database fails.
pub async fn note_download(
    connection: &mut Connection,
    download: &Download,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    connection
        .transaction(async |connection| {
            lock(connection, download.listener).await?;
            let duration_ms = beginning::duration_ms(connection, download.track).await?;
            let id = id(download, now);
            let before = super::find(connection, id).await?;
            let sent_ms = before.as_ref().map_or(0, |play| play.reached_ms).saturating_add(download.sent_ms.max(0));
            let reached_ms = sent_ms.min(duration_ms.max(0));
            let is_counted = before.as_ref().is_some_and(|play| play.counted_at.is_some());
            let counts = !is_counted
                && !download.is_own
                && reached_ms >= counting::needed_ms(duration_ms)
                && !counting::is_again(connection, download.listener.bytes(), download.track, (duration_ms, now))
                    .await?;
            match before {
                Some(play) if play.summed_at.is_some() => return Ok(Outcome::Refused),
                Some(play) => grow(connection, play.id, (reached_ms, counts), now).await?,
                None => insert(connection, (id, download), (reached_ms, counts), now).await?,
            }
            Ok(if counts { Outcome::Counted } else { Outcome::Noted })
        })
        .await
}

async fn insert(
    connection: &mut Connection,
    (id, download): (PlayId, &Download),
    (reached_ms, counts): (i64, bool),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(plays::table)
        .values((
            plays::id.eq(id),
            plays::track_id.eq(download.track),
            plays::listener.eq(download.listener.bytes()),
            plays::source.eq(Source::Podcast),
            plays::device.eq(download.device),
            plays::rung.eq(&download.rung),
            plays::started_at.eq(now),
            plays::heard_at.eq(now),
            plays::is_own.eq(download.is_own),
            plays::reached_ms.eq(reached_ms),
            plays::listened_at.eq(counts.then_some(now)),
            plays::counted_at.eq(counts.then_some(now)),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

async fn grow(
    connection: &mut Connection,
    id: PlayId,
    (reached_ms, counts): (i64, bool),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(plays::table.find(id))
        .set((plays::heard_at.eq(now), plays::reached_ms.eq(reached_ms)))
        .execute(connection)
        .await?;
    if counts {
        diesel::update(plays::table.find(id))
            .set((plays::listened_at.eq(Some(now)), plays::counted_at.eq(Some(now))))
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// One id for a listener, a track and a day.
fn id(download: &Download, now: DateTime<Utc>) -> PlayId {
    let mut hasher = Sha256::new();
    hasher.update(download.listener.bytes());
    hasher.update(download.track.0.as_bytes());
    hasher.update(now.date_naive().to_string().as_bytes());
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hasher.finalize()) {
        *byte = hashed;
    }
    PlayId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
