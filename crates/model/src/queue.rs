//! The queue as an admin sees it: what waits, what failed and why, and trying again.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::{Connection, fixed};

/// A job that waits, runs or has failed.
#[derive(Debug, Clone, QueryableByName)]
pub struct QueuedJob {
    /// Its number.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Its task's name.
    #[diesel(sql_type = Text)]
    pub task: String,
    /// Its payload, as JSON. Payloads hold ids, never secrets.
    #[diesel(sql_type = Text)]
    pub payload: String,
    /// How often it was tried.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// How often it may be.
    #[diesel(sql_type = Integer)]
    pub max_attempts: i32,
    /// When it runs next.
    #[diesel(sql_type = Timestamptz)]
    pub run_at: DateTime<Utc>,
    /// What the last try said.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    /// Since when a worker has it.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub locked_at: Option<DateTime<Utc>>,
}

impl QueuedJob {
    /// Whether it will not be tried again by itself.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.attempts >= self.max_attempts && self.locked_at.is_none()
    }
}

const COLUMNS: &str =
    "SELECT jobs.id, tasks.identifier AS task, jobs.payload::text AS payload, jobs.attempts::int AS attempts,
    jobs.max_attempts::int AS max_attempts, jobs.run_at, jobs.last_error, jobs.locked_at
    FROM graphile_worker._private_jobs AS jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = jobs.task_id";

/// The jobs that have failed or will be tried again, then those that run and wait; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection, limit: i64) -> QueryResult<Vec<QueuedJob>> {
    diesel::sql_query(format!(
        "{COLUMNS} ORDER BY (jobs.last_error IS NULL), (jobs.locked_at IS NULL), jobs.run_at LIMIT $1"
    ))
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await
}

/// The job with this number.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<QueuedJob>> {
    let found: Vec<QueuedJob> =
        diesel::sql_query(format!("{COLUMNS} WHERE jobs.id = $1")).bind::<BigInt, _>(id).load(connection).await?;
    Ok(found.into_iter().next())
}

/// Tries a job again now, with all its attempts before it.
///
/// # Errors
/// When the database fails.
pub async fn retry(connection: &mut Connection, id: i64) -> QueryResult<()> {
    fixed::query("SELECT graphile_worker.reschedule_jobs(ARRAY[$1::bigint], run_at => now(), attempts => 0)")
        .bind::<BigInt, _>(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Tries every failed job again; says how many there were.
///
/// # Errors
/// When the database fails.
pub async fn retry_failed(connection: &mut Connection) -> QueryResult<usize> {
    fixed::query(
        "SELECT graphile_worker.reschedule_jobs(
           ARRAY(SELECT id FROM graphile_worker._private_jobs WHERE attempts >= max_attempts AND locked_at IS NULL),
           run_at => now(), attempts => 0)",
    )
    .execute(connection)
    .await
}

/// How many jobs wait or run, and how many have failed.
///
/// # Errors
/// When the database fails.
pub async fn counts(connection: &mut Connection) -> QueryResult<(i64, i64)> {
    #[derive(QueryableByName)]
    struct Counts {
        #[diesel(sql_type = BigInt)]
        waiting: i64,
        #[diesel(sql_type = BigInt)]
        failed: i64,
    }
    let counts: Counts = fixed::query(
        "SELECT count(*) FILTER (WHERE attempts < max_attempts) AS waiting,
                count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL) AS failed
         FROM graphile_worker._private_jobs",
    )
    .get_result(connection)
    .await?;
    Ok((counts.waiting, counts.failed))
}

/// How many jobs of a task there are.
#[derive(Debug, Clone, QueryableByName)]
pub struct TaskCounts {
    /// The task's name.
    #[diesel(sql_type = Text)]
    pub task: String,
    /// Those that wait, for their hour or another try too.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Those that a worker has.
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// Those that are not tried again by themselves.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
}

/// How many jobs of every task wait, run and have failed; tasks the queue has never seen are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts_by_task(connection: &mut Connection) -> QueryResult<Vec<TaskCounts>> {
    fixed::query(
        "SELECT tasks.identifier AS task,
                count(jobs.id) FILTER (WHERE jobs.locked_at IS NULL AND attempts < max_attempts) AS waiting,
                count(jobs.id) FILTER (WHERE jobs.locked_at IS NOT NULL) AS running,
                count(jobs.id) FILTER (WHERE jobs.locked_at IS NULL AND attempts >= max_attempts) AS failed
         FROM graphile_worker._private_tasks AS tasks
         LEFT JOIN graphile_worker._private_jobs AS jobs ON jobs.task_id = tasks.id
         GROUP BY tasks.identifier",
    )
    .load(connection)
    .await
}

/// Makes what is due within `ahead` due now; says how many jobs that were.
///
/// # Errors
/// When the database fails.
pub async fn hasten(connection: &mut Connection, ahead: std::time::Duration) -> QueryResult<usize> {
    fixed::query(
        "UPDATE graphile_worker._private_jobs SET run_at = now()
         WHERE attempts = 0 AND locked_at IS NULL AND run_at > now() AND run_at <= now() + make_interval(secs => $1)",
    )
    .bind::<diesel::sql_types::Double, _>(ahead.as_secs_f64())
    .execute(connection)
    .await
}

/// Whether a worker has said within the last 15 seconds that it lives.
///
/// # Errors
/// When the database fails.
pub async fn worker_lives(connection: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Lives {
        #[diesel(sql_type = Bool)]
        lives: bool,
    }
    let found: Lives = fixed::query(
        "SELECT EXISTS (SELECT 1 FROM graphile_worker._private_workers
         WHERE last_heartbeat_at > now() - interval '15 seconds') AS lives",
    )
    .get_result(connection)
    .await?;
    Ok(found.lives)
}
