//! Shares: the splits that counted when a purchase was paid. They are kept with it, so that a split that ends, or a track that joins
//! the release, changes nothing about what was sold before.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{ArtistId, PurchaseId, ReleaseId, SplitId, TrackId};
use crate::purchases::{Purchase, PurchaseKind};
use crate::schema::{purchase_shares, splits, tracks};

/// A share of what the seller is left with of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchase_shares, check_for_backend(diesel::pg::Pg))]
pub struct Share {
    /// Of which purchase.
    pub purchase_id: PurchaseId,
    /// By which split.
    pub split_id: SplitId,
    /// Who gets it.
    pub payee_id: ArtistId,
    /// In hundredths of a percent, of the seller's rest or of a part of it.
    pub share_bp: i32,
    /// How many parts there are: as many as the release has tracks, where the split is of one of them.
    pub parts: i32,
}

/// The shares in a purchase.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<Vec<Share>> {
    purchase_shares::table
        .filter(purchase_shares::purchase_id.eq(purchase))
        .order(purchase_shares::split_id.asc())
        .select(Share::as_select())
        .load(connection)
        .await
}

/// Keeps the shares that count for a purchase that was just paid: of splits that were accepted by now and hold today. Tips and
/// memberships are the seller's alone.
pub(crate) async fn keep(connection: &mut Connection, purchase: &Purchase, now: DateTime<Utc>) -> QueryResult<()> {
    let is_release = purchase.kind == PurchaseKind::Release;
    let Some(release) = purchase.release_id.filter(|_| is_release || purchase.kind == PurchaseKind::Track) else {
        return Ok(());
    };
    let today = now.date_naive();
    let mut found = splits::table
        .filter(splits::artist_id.eq(purchase.artist_id))
        .filter(splits::release_id.eq(release))
        .filter(splits::state.eq_any(["accepted", "ended"]))
        .filter(splits::answered_at.le(now))
        .filter(splits::starts_on.le(today))
        .filter(splits::ends_on.is_null().or(splits::ends_on.gt(today)))
        .select((splits::id, splits::payee_id, splits::share_bp, splits::track_id))
        .into_boxed();
    if !is_release {
        found = found.filter(splits::track_id.is_null().or(splits::track_id.eq(purchase.track_id)));
    }
    let found: Vec<(SplitId, ArtistId, i32, Option<TrackId>)> = found.load(connection).await?;
    let tracks = if is_release { count_tracks(connection, release).await? } else { 1 };
    let shares: Vec<Share> = found
        .into_iter()
        .map(|(split_id, payee_id, share_bp, track)| {
            let parts = track.map_or(1, |_| tracks);
            Share { purchase_id: purchase.id, split_id, payee_id, share_bp, parts }
        })
        .collect();
    diesel::insert_into(purchase_shares::table).values(&shares).on_conflict_do_nothing().execute(connection).await?;
    Ok(())
}

async fn count_tracks(connection: &mut Connection, release: ReleaseId) -> QueryResult<i32> {
    let count: i64 = tracks::table.filter(tracks::release_id.eq(release)).count().get_result(connection).await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX).max(1))
}
