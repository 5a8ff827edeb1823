//! Play queues: what somebody listens to and how far they are, so that they go on with it on another device.
//!
//! An account has one queue, and one device has it: the browser tab or app that saved it last. Each save makes a new version;
//! who goes by an old one is told so instead of writing over what came since.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::Bool;
use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, Insertable, IntoSql, OptionalExtension, QueryDsl,
    QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{AccountId, TrackId};
use crate::schema::play_queues;
use crate::{Connection, changes, fixed};

/// How many tracks a queue holds at most.
pub const MOST_TRACKS: usize = 1000;
/// How many tracks before the current one are kept of a queue that is too long.
const KEPT_BEFORE: usize = 100;
/// A device that plays says so every ten seconds. One that has been silent for longer than this is gone.
const SILENCE: Duration = Duration::seconds(30);
/// The longest name of a device, in characters.
const MOST_NAME_CHARS: usize = 80;

/// A queue as it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = play_queues, check_for_backend(diesel::pg::Pg))]
pub struct PlayQueue {
    /// Whose it is.
    pub account_id: AccountId,
    /// Its tracks in playing order. Some may be gone, or not for its owner any more.
    pub track_ids: Vec<TrackId>,
    /// Which of them is the current one, from 0; none where the queue is empty.
    pub current: Option<i32>,
    /// How far into it the device was when it saved.
    pub position_ms: i64,
    /// Whether it played then.
    pub playing: bool,
    /// The browser tab or app that has it.
    pub device_id: String,
    /// What that is called: "Firefox, Linux".
    pub device_name: String,
    /// Grows with every save.
    pub version: i64,
    /// When it was saved.
    pub changed_at: DateTime<Utc>,
}

impl PlayQueue {
    /// The current track.
    #[must_use]
    pub fn current_track(&self) -> Option<TrackId> {
        self.track_ids.get(usize::try_from(self.current?).ok()?).copied()
    }

    /// Whether its device plays at this moment, as far as is known.
    #[must_use]
    pub fn is_playing(&self, now: DateTime<Utc>) -> bool {
        self.playing && now - self.changed_at <= SILENCE
    }

    /// How far into the current track it is at this moment: a device that plays has gone on since it saved.
    #[must_use]
    pub fn position_ms_at(&self, now: DateTime<Utc>) -> i64 {
        if !self.is_playing(now) {
            return self.position_ms;
        }
        self.position_ms.saturating_add((now - self.changed_at).num_milliseconds().max(0))
    }
}

/// What a device says of its queue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved {
    /// The tracks in playing order; ids that are no track's are left out.
    pub track_ids: Vec<TrackId>,
    /// Which of them is the current one, from 0.
    pub current: Option<i32>,
    /// How far into it.
    pub position_ms: i64,
    /// Whether it plays now.
    pub playing: bool,
    /// A word of the device's own.
    pub device_id: String,
    /// What to call the device.
    pub device_name: String,
}

/// A queue as it is written.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = play_queues, primary_key(account_id), treat_none_as_null = true)]
struct Row {
    account_id: AccountId,
    track_ids: Vec<TrackId>,
    current: Option<i32>,
    position_ms: i64,
    playing: bool,
    device_id: String,
    device_name: String,
    changed_at: DateTime<Utc>,
}

impl Row {
    /// What a device says, within bounds: a list that is too long loses what is farthest from the current track.
    fn of(account: AccountId, saved: &Saved, now: DateTime<Utc>) -> Self {
        let count = saved.track_ids.len();
        let current = saved.current.and_then(|current| usize::try_from(current).ok()).unwrap_or(0);
        let current = current.min(count.saturating_sub(1));
        let from = current.saturating_sub(KEPT_BEFORE).min(count.saturating_sub(MOST_TRACKS));
        let track_ids: Vec<TrackId> = saved.track_ids.iter().skip(from).take(MOST_TRACKS).copied().collect();
        Self {
            account_id: account,
            current: i32::try_from(current - from).ok().filter(|_| !track_ids.is_empty()),
            position_ms: if track_ids.is_empty() { 0 } else { saved.position_ms.max(0) },
            playing: saved.playing && !track_ids.is_empty(),
            track_ids,
            device_id: shortened(&saved.device_id),
            device_name: shortened(&saved.device_name),
            changed_at: now,
        }
    }
}

/// What a device calls itself, without what cannot be shown or kept.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_NAME_CHARS).collect()
}

/// What an account listens to.
///
/// # Errors
/// When the database fails.
pub async fn get(connection: &mut Connection, account: AccountId) -> QueryResult<Option<PlayQueue>> {
    play_queues::table.find(account).select(PlayQueue::as_select()).first(connection).await.optional()
}

/// Saves a device's queue as the account's, whatever was saved before; its version.
///
/// # Errors
/// When the database fails.
pub async fn save(connection: &mut Connection, account: AccountId, saved: &Saved) -> QueryResult<i64> {
    let row = Row::of(account, saved, now(connection).await?);
    let version = diesel::insert_into(play_queues::table)
        .values((&row, play_queues::version.eq(1)))
        .on_conflict(play_queues::account_id)
        .do_update()
        .set((&row, play_queues::version.eq(play_queues::version + 1)))
        .returning(play_queues::version)
        .get_result(connection)
        .await?;
    changes::notify_queue(connection, account).await?;
    Ok(version)
}

/// Saves a device's queue where the account's is still the one of `version` (0 for none); its new version, or `None` where another
/// device saved meanwhile: then nothing changes. A device that has it and falls silent may do so by an old version: it is on its way
/// out, and the answer to its last save has not come.
///
/// # Errors
/// When the database fails.
pub async fn save_after(
    connection: &mut Connection,
    account: AccountId,
    version: i64,
    saved: &Saved,
) -> QueryResult<Option<i64>> {
    let row = Row::of(account, saved, now(connection).await?);
    let written = if version == 0 {
        let insert = diesel::insert_into(play_queues::table).values((&row, play_queues::version.eq(1)));
        let insert = insert.on_conflict_do_nothing().returning(play_queues::version);
        insert.get_result::<i64>(connection).await.optional()?
    } else {
        let own = play_queues::device_id.eq(row.device_id.clone()).and((!row.playing).into_sql::<Bool>());
        let update = diesel::update(play_queues::table.find(account)).filter(play_queues::version.eq(version).or(own));
        let update = update.set((&row, play_queues::version.eq(play_queues::version + 1)));
        update.returning(play_queues::version).get_result::<i64>(connection).await.optional()?
    };
    if written.is_some() {
        changes::notify_queue(connection, account).await?;
    }
    Ok(written)
}

/// The database's clock, which all servers share.
async fn now(connection: &mut Connection) -> QueryResult<DateTime<Utc>> {
    diesel::select(fixed::sql::<diesel::sql_types::Timestamptz>("clock_timestamp()")).get_result(connection).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(playing: bool, changed_at: DateTime<Utc>) -> PlayQueue {
        PlayQueue {
            account_id: AccountId::new(),
            track_ids: vec![TrackId::new(), TrackId::new()],
            current: Some(1),
            position_ms: 5000,
            playing,
            device_id: "tab".to_owned(),
            device_name: "Firefox, Linux".to_owned(),
            version: 3,
            changed_at,
        }
    }

    #[test]
    fn a_device_that_plays_goes_on_until_it_falls_silent() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let later = at + Duration::milliseconds(7_250);
        assert_eq!(queue(true, at).position_ms_at(later), 12_250);
        assert_eq!(queue(false, at).position_ms_at(later), 5000);
        assert!(queue(true, at).is_playing(later));
        let gone = at + Duration::seconds(31);
        assert!(!queue(true, at).is_playing(gone));
        assert_eq!(queue(true, at).position_ms_at(gone), 5000);
    }

    #[test]
    fn a_queue_that_is_too_long_keeps_what_is_near() {
        let saved = Saved {
            track_ids: (0..3000).map(|_| TrackId::new()).collect(),
            current: Some(2000),
            position_ms: -4,
            ..Saved::default()
        };
        let row = Row::of(AccountId::new(), &saved, DateTime::UNIX_EPOCH);
        assert_eq!(row.track_ids.len(), MOST_TRACKS);
        assert_eq!(row.current, Some(100));
        assert_eq!(row.track_ids.get(100), saved.track_ids.get(2000));
        assert_eq!(row.position_ms, 0);
    }

    #[test]
    fn an_empty_queue_neither_plays_nor_stands_anywhere() {
        let saved = Saved { current: Some(4), position_ms: 900, playing: true, ..Saved::default() };
        let row = Row::of(AccountId::new(), &saved, DateTime::UNIX_EPOCH);
        assert_eq!((row.current, row.position_ms, row.playing), (None, 0, false));
    }
}
