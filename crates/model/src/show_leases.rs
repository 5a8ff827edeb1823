//! Leases: which worker owns a show. The epoch counts its owners, and what an old one still writes is refused.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{BigInt, Timestamptz, Uuid};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, NullableExpressionMethods, OptionalExtension, QueryDsl,
    QueryResult, QueryableByName,
};
use diesel_async::RunQueryDsl;

use crate::ids::{LiveWorkerId, ShowId};
use crate::schema::{live_workers, show_leases, shows};
use crate::{Connection, changes, fixed};

/// How long a lease holds that nobody renews; its owner does so every 2 s.
pub const HOLDS_FOR: Duration = Duration::seconds(6);

/// Who owns a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The worker.
    pub worker_id: LiveWorkerId,
    /// Host and port of its link.
    pub address: String,
    /// The how many-th owner it is.
    pub epoch: i64,
}

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = BigInt)]
    epoch: i64,
}

/// Makes a worker the owner of a show unless another is; its epoch, or `None` while another's lease holds. Who owns it already keeps
/// its epoch. Of many who claim at once, one gets it.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    connection: &mut Connection,
    show: ShowId,
    worker: LiveWorkerId,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    let claimed: Option<Claimed> = fixed::query(
        "INSERT INTO show_leases AS lease (show_id, worker_id, epoch, expires_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (show_id) DO UPDATE SET
           epoch = lease.epoch + CASE WHEN lease.worker_id = $2 AND lease.expires_at > $4 THEN 0 ELSE 1 END,
           worker_id = $2, expires_at = $3
         WHERE lease.expires_at <= $4 OR lease.worker_id = $2
         RETURNING epoch",
    )
    .bind::<Uuid, _>(show)
    .bind::<Uuid, _>(worker)
    .bind::<Timestamptz, _>(now + HOLDS_FOR)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await
    .optional()?;
    if claimed.is_some() {
        changes::notify_show(connection, show).await?;
    }
    Ok(claimed.map(|claimed| claimed.epoch))
}

/// When the lease of a show's last owner ended or ends: long ago where it was given up, `None` where nobody ever had one.
///
/// # Errors
/// When the database fails.
pub async fn expires_at(connection: &mut Connection, show: ShowId) -> QueryResult<Option<DateTime<Utc>>> {
    show_leases::table.find(show).select(show_leases::expires_at).first(connection).await.optional()
}

/// Makes a lease hold on; false when another worker owns the show by now, and the one that asks has to stop.
///
/// # Errors
/// When the database fails.
pub async fn renew(
    connection: &mut Connection,
    show: ShowId,
    worker: LiveWorkerId,
    epoch: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let renewed = diesel::update(show_leases::table.find(show))
        .filter(show_leases::worker_id.eq(worker))
        .filter(show_leases::epoch.eq(epoch))
        .set(show_leases::expires_at.eq(now + HOLDS_FOR))
        .execute(connection)
        .await?;
    Ok(renewed > 0)
}

/// Gives a show up. The row stays, because epochs only rise.
///
/// # Errors
/// When the database fails.
pub async fn release(connection: &mut Connection, show: ShowId, worker: LiveWorkerId, epoch: i64) -> QueryResult<()> {
    let released = diesel::update(show_leases::table.find(show))
        .filter(show_leases::worker_id.eq(worker))
        .filter(show_leases::epoch.eq(epoch))
        .set(show_leases::expires_at.eq(DateTime::UNIX_EPOCH))
        .execute(connection)
        .await?;
    if released > 0 {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}

/// Who owns a show, and where it is reached; `None` when no lease holds.
///
/// # Errors
/// When the database fails.
pub async fn owner(connection: &mut Connection, show: ShowId, now: DateTime<Utc>) -> QueryResult<Option<Owner>> {
    let found: Option<(LiveWorkerId, String, i64)> = show_leases::table
        .inner_join(live_workers::table.on(live_workers::id.eq(show_leases::worker_id)))
        .filter(show_leases::show_id.eq(show))
        .filter(show_leases::expires_at.gt(now))
        .select((show_leases::worker_id, live_workers::address, show_leases::epoch))
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(worker_id, address, epoch)| Owner { worker_id, address, epoch }))
}

/// Shows that are on air and that nobody owns: another worker has to take them over.
///
/// # Errors
/// When the database fails.
pub async fn orphans(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<Vec<ShowId>> {
    shows::table
        .left_join(show_leases::table.on(show_leases::show_id.eq(shows::id)))
        .filter(shows::started_at.is_not_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .filter(show_leases::expires_at.is_null().or(show_leases::expires_at.le(now).assume_not_null()))
        .order(shows::started_at.asc())
        .select(shows::id)
        .load(connection)
        .await
}
