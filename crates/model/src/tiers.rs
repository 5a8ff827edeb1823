//! Tiers: what an artist offers to members, paid monthly or yearly.
//!
//! A tier is never removed, because memberships name it: it is archived, and those who have it keep it. A new price is the price
//! for whoever joins from then on.

mod input;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

pub use input::TierInput;

use crate::Connection;
use crate::ids::{ArtistId, TierId};
use crate::memberships::Interval;
use crate::schema::tiers;

/// The most an artist can offer at a time.
pub const AT_MOST: usize = 20;

/// A tier.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tiers, check_for_backend(diesel::pg::Pg))]
pub struct Tier {
    /// Its id.
    pub id: TierId,
    /// Whose members have it.
    pub artist_id: ArtistId,
    /// What it is called.
    pub name: String,
    /// What the artist says of it.
    pub about: String,
    /// Its place in the list, from 1.
    pub position: i32,
    /// ISO 4217.
    pub currency: String,
    /// What a month costs, tax included; `None` where it is not to be had by the month.
    pub monthly_minor: Option<i64>,
    /// What a year costs, tax included; `None` where it is not to be had by the year.
    pub yearly_minor: Option<i64>,
    /// Whether members may stream and download every release.
    pub includes_releases: bool,
    /// Whether members see what is for members only: releases and posts.
    pub includes_members_only: bool,
    /// Whether members may watch live sets.
    pub includes_live: bool,
    /// What members pay less for what they buy, in hundredths of a percent.
    pub discount_bp: i32,
    /// How many days before its hour members hear a release.
    pub early_days: i32,
    /// Days before the first payment; 0 for none.
    pub trial_days: i32,
    /// Since when nobody can join it.
    pub archived_at: Option<DateTime<Utc>>,
    /// Since when it is as it is.
    pub updated_at: DateTime<Utc>,
}

impl Tier {
    /// What it costs for an interval; `None` where it is not to be had that way.
    #[must_use]
    pub const fn price(&self, interval: Interval) -> Option<i64> {
        match interval {
            Interval::Month => self.monthly_minor,
            Interval::Year => self.yearly_minor,
        }
    }

    /// Whether somebody can join it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.archived_at.is_none()
    }
}

/// What a form says of a tier, checked.
#[derive(Debug, Clone, AsChangeset, Insertable)]
#[diesel(table_name = tiers, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the fields are those of the tier")]
pub struct TierFields {
    pub name: String,
    pub about: String,
    pub currency: String,
    pub monthly_minor: Option<i64>,
    pub yearly_minor: Option<i64>,
    pub includes_releases: bool,
    pub includes_members_only: bool,
    pub includes_live: bool,
    pub discount_bp: i32,
    pub early_days: i32,
    pub trial_days: i32,
}

/// Makes a tier behind those that are there.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, artist: ArtistId, fields: &TierFields) -> QueryResult<Tier> {
    let last: Option<i32> =
        tiers::table.filter(tiers::artist_id.eq(artist)).select(max(tiers::position)).first(connection).await?;
    diesel::insert_into(tiers::table)
        .values((
            tiers::id.eq(TierId::new()),
            tiers::artist_id.eq(artist),
            tiers::position.eq(last.unwrap_or(0) + 1),
            fields.clone(),
        ))
        .returning(Tier::as_returning())
        .get_result(connection)
        .await
}

/// Changes a tier. Who has it keeps the price they joined for; what it includes changes for everybody.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, id: TierId, fields: &TierFields) -> QueryResult<()> {
    diesel::update(tiers::table.find(id)).set((fields, tiers::updated_at.eq(Utc::now()))).execute(connection).await?;
    Ok(())
}

/// Archives a tier, or takes that back. Who has it keeps it.
///
/// # Errors
/// When the database fails.
pub async fn archive(connection: &mut Connection, id: TierId, archived: bool) -> QueryResult<()> {
    let now = Utc::now();
    diesel::update(tiers::table.find(id))
        .set((tiers::archived_at.eq(archived.then_some(now)), tiers::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The tier with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: TierId) -> QueryResult<Option<Tier>> {
    tiers::table.find(id).select(Tier::as_select()).first(connection).await.optional()
}

/// The tiers of an artist in order, those that are archived included.
///
/// # Errors
/// When the database fails.
pub async fn all_of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Tier>> {
    tiers::table
        .filter(tiers::artist_id.eq(artist))
        .order((tiers::position.asc(), tiers::id.asc()))
        .select(Tier::as_select())
        .load(connection)
        .await
}

/// The tiers of an artist that somebody can join, in order.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Tier>> {
    let all = all_of_artist(connection, artist).await?;
    Ok(all.into_iter().filter(Tier::is_open).collect())
}

/// Puts the tiers of an artist into the order of `ids`; those not named follow in their old order. Inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn reorder(connection: &mut Connection, artist: ArtistId, ids: &[TierId]) -> QueryResult<()> {
    let present: Vec<TierId> = all_of_artist(connection, artist).await?.into_iter().map(|tier| tier.id).collect();
    let named = ids.iter().copied().filter(|id| present.contains(id));
    let rest = present.iter().copied().filter(|id| !ids.contains(id));
    for (position, id) in (1..).zip(named.chain(rest).collect::<Vec<_>>()) {
        diesel::update(tiers::table.find(id)).set(tiers::position.eq(position)).execute(connection).await?;
    }
    Ok(())
}
