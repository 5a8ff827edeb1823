//! Who is next at the work that takes long: everybody in turn, weighed by minutes of sound, so that nobody's single waits
//! for somebody's box set.
//!
//! This is fair queueing with a virtual clock. The clock shows the lowest number that is being worked on. A job gets the
//! number of its owner's last job in line, or what the clock shows if that is more, plus its own minutes; the lowest number
//! is worked on next. Who has forty files in line gets numbers far ahead, and whoever comes with one goes in between.

use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::Connection;

/// Of a file whose length nobody knows yet: a minute of a CD has 10 MB.
pub(super) const OF_UPLOAD: &str = "SELECT artist_id::text AS owner, bytes_total / 10000000 AS minutes, false AS late
    FROM uploads WHERE id = ($1::json->>'upload_id')::uuid";
/// Of a track, by its present master.
pub(super) const OF_TRACK: &str = "SELECT masters.artist_id::text AS owner, masters.duration_ms / 60000 AS minutes,
    false AS late FROM tracks JOIN masters ON masters.id = tracks.master_id WHERE tracks.id = ($1::json->>'track_id')::uuid";
/// Of an encoding. It plays already; but those who hear a published release are not to wait for a seam to close.
pub(super) const OF_ENCODING: &str = "SELECT masters.artist_id::text AS owner, masters.duration_ms / 60000 AS minutes,
    releases.published_at IS NULL OR encodings.outdated_at IS NOT NULL AS late
    FROM encodings JOIN masters ON masters.id = encodings.master_id
    JOIN tracks ON tracks.id = encodings.track_id JOIN releases ON releases.id = tracks.release_id
    WHERE encodings.id = ($1::json->>'encoding_id')::uuid";
/// Of a download. Its listeners wait, not its artist: releases take turns.
pub(super) const OF_DOWNLOAD: &str = "SELECT tracks.release_id::text AS owner, masters.duration_ms / 60000 AS minutes,
    false AS late FROM downloads JOIN tracks ON tracks.id = downloads.track_id JOIN masters ON masters.id = tracks.master_id
    WHERE downloads.id = ($1::json->>'download_id')::uuid";
/// Of a show, by its recording.
pub(super) const OF_SHOW: &str = "SELECT artist_id::text AS owner, (SELECT coalesce(sum(frames), 0) / 2880000
    FROM show_segments WHERE show_id = shows.id AND recording_bytes IS NOT NULL) AS minutes, false AS late
    FROM shows WHERE id = ($1::json->>'show_id')::uuid";

/// From this many minutes on a job is long: one at a time, so that another worker is always there for what is short.
const LONG_MINUTES: i64 = 20;
/// The queue of long jobs.
const LONG: &str = "long";
/// How many minutes of others' sound go before a job for which nobody waits.
const LATE_MINUTES: i32 = 600;
/// The highest number a job can have: the queue keeps it in 16 bits.
const HIGHEST: i64 = 32_000;

/// A job's place in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its number: lower goes first.
    pub priority: i32,
    /// The queue in which one waits for the other.
    pub queue: Option<String>,
    /// What the next one's number is reckoned from.
    pub flags: Vec<String>,
}

/// The line: numbers as they would be if nobody were late. Those that wait for an hour to come or have failed do not count.
const LINE: &str = "SELECT priority - CASE WHEN flags ? 'late' THEN $3 ELSE 0 END AS number, flags,
    locked_at IS NOT NULL AS runs
    FROM graphile_worker._private_jobs
    WHERE flags ? 'shared' AND (locked_at IS NOT NULL OR (run_at <= now() AND attempts < max_attempts))";

#[derive(QueryableByName)]
struct Reckoned {
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
    #[diesel(sql_type = Bool)]
    late: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    clock: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    own: Option<i32>,
}

/// The place in line of a job whose `load` says whose it is and how much; none when what it is about is gone.
pub(super) async fn of(connection: &mut Connection, load: &str, payload: &str) -> QueryResult<Option<Share>> {
    let found: Vec<Reckoned> = diesel::sql_query(format!(
        "WITH load AS ({load}), line AS ({LINE})
         SELECT owner, minutes::bigint AS minutes, late, (SELECT min(number)::integer FROM line WHERE runs) AS clock,
                (SELECT max(number)::integer FROM line WHERE flags ? ($2 || owner)) AS own
         FROM load"
    ))
    .bind::<Text, _>(payload)
    .bind::<Text, _>(OWNER)
    .bind::<Integer, _>(LATE_MINUTES)
    .load(connection)
    .await?;
    Ok(found.into_iter().next().map(|reckoned| reckoned.share()))
}

/// What stands before the owner in a flag.
const OWNER: &str = "of:";

impl Reckoned {
    fn share(self) -> Share {
        let before = i64::from(self.clock.unwrap_or(0).max(self.own.unwrap_or(0)));
        let lag = if self.late { i64::from(LATE_MINUTES) } else { 0 };
        let number = (before + 1 + self.minutes.max(0) + lag).min(HIGHEST);
        let mut flags = vec!["shared".to_owned(), format!("{OWNER}{}", self.owner)];
        if self.late {
            flags.push("late".to_owned());
        }
        Share {
            priority: i32::try_from(number).unwrap_or(0),
            queue: (self.minutes >= LONG_MINUTES).then(|| LONG.to_owned()),
            flags,
        }
    }
}

/// Sets the clock back to zero, so that numbers never run out: everybody in line keeps the place.
///
/// # Errors
/// When the database fails.
pub async fn wind_back(connection: &mut Connection) -> QueryResult<()> {
    diesel::sql_query(format!(
        "WITH line AS ({line}), clock AS (SELECT coalesce(min(number), 0) AS now FROM line)
         UPDATE graphile_worker._private_jobs AS jobs SET priority = greatest(jobs.priority - clock.now, 0)
         FROM clock WHERE jobs.flags ? 'shared' AND clock.now > 0",
        line = LINE.replace("$3", "$1")
    ))
    .bind::<Integer, _>(LATE_MINUTES)
    .execute(connection)
    .await?;
    Ok(())
}
