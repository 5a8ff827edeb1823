//! What is somebody's own: releases that are theirs and not everybody's, what they keep and follow, and what they heard.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::entitlements::{self, Who};
use crate::ids::{AccountId, ArtistId, ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artist_members, artists, entitlements as held, releases};
use crate::{Connection, fixed, memberships};

/// Releases that are not everybody's and that the account sees: bought before they were taken back, for members, or early.
pub(super) async fn besides(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<ReleaseId>> {
    let is_member_of = memberships::of_account_artists(connection, account).await?;
    let is_member_of: Vec<ArtistId> = is_member_of.into_iter().map(|(artist, _)| artist).collect();
    let manages =
        artist_members::table.filter(artist_members::account_id.eq(account)).select(artist_members::artist_id);
    let has =
        held::table.filter(held::account_id.eq(account)).filter(held::revoked_at.is_null()).select(held::release_id);
    let is_for_some = releases::published_at.is_null().or(releases::members_only);
    let is_out_for_some = releases::published_at.is_not_null().and(releases::members_only);
    let comes_by_itself = releases::published_at.is_not_null().or(releases::publish_at.is_not_null());
    let candidates: Vec<Release> = releases::table
        .inner_join(artists::table)
        .filter(
            (is_for_some.and(releases::id.eq_any(has)))
                .or(is_for_some.and(comes_by_itself).and(releases::artist_id.eq_any(is_member_of)))
                .or(is_out_for_some.and(releases::artist_id.eq_any(manages))),
        )
        .filter(artists::suspended_at.is_null())
        .select(Release::as_select())
        .load(connection)
        .await?;
    let rights = entitlements::of_releases(connection, candidates.iter().collect(), Who::Account(account)).await?;
    let sees = |release: &ReleaseId| rights.get(release).is_some_and(|rights| rights.sees);
    Ok(candidates.iter().map(|release| release.id).filter(sees).collect())
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
}

/// Releases that the account has, keeps, or whose artist it keeps or follows.
pub(super) async fn kept(
    connection: &mut Connection,
    account: AccountId,
    besides: &[ReleaseId],
) -> QueryResult<Vec<ReleaseId>> {
    let rows: Vec<Id> = fixed::query(include_str!("kept.sql")).bind::<Uuid, _>(account.0).load(connection).await?;
    Ok(rows.into_iter().map(|row| ReleaseId(row.id)).chain(besides.iter().copied()).collect())
}

#[derive(QueryableByName)]
struct Since {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// Since when an account keeps these artists, releases and tracks; what it does not keep is not in it.
///
/// # Errors
/// When the database fails.
pub async fn starred(
    connection: &mut Connection,
    account: AccountId,
    objects: &[uuid::Uuid],
) -> QueryResult<HashMap<uuid::Uuid, DateTime<Utc>>> {
    let rows: Vec<Since> = fixed::query(
        "SELECT coalesce(artist_id, release_id, track_id) AS id, created_at AS at FROM favourites
         WHERE account_id = $1 AND (artist_id = ANY($2) OR release_id = ANY($2) OR track_id = ANY($2))",
    )
    .bind::<Uuid, _>(account.0)
    .bind::<Array<Uuid>, _>(objects)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.at)).collect())
}

/// How often somebody heard a track, as far as their history says.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Heard {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// When last.
    #[diesel(sql_type = Timestamptz)]
    pub last_at: DateTime<Utc>,
}

/// How often the account heard these tracks, as its own history says; what it never heard is not in it.
///
/// # Errors
/// When the database fails.
pub async fn heard(
    connection: &mut Connection,
    account: AccountId,
    tracks: &[TrackId],
) -> QueryResult<HashMap<TrackId, Heard>> {
    let ids: Vec<uuid::Uuid> = tracks.iter().map(|track| track.0).collect();
    let rows: Vec<Heard> = fixed::query(
        "SELECT track_id AS id, count(*) AS times, max(played_at) AS last_at FROM history_entries
         WHERE account_id = $1 AND track_id = ANY($2) GROUP BY track_id",
    )
    .bind::<Uuid, _>(account.0)
    .bind::<Array<Uuid>, _>(ids)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (TrackId(row.id), row)).collect())
}
