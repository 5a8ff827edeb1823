//! Memberships as they are listed: one's own, an artist's members, and those to look at again.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::not;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, PgSortExpressionMethods, QueryDsl,
    QueryResult, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::{CURRENT, Interval, Membership, MembershipState, RUNNING, Rights};
use crate::Connection;
use crate::artists::Artist;
use crate::ids::{AccountId, ArtistId, MembershipId};
use crate::schema::{accounts, artists, memberships, tiers};
use crate::sellers::ProviderName;
use crate::tiers::Tier;

/// A membership of one's own.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The membership.
    pub membership: Membership,
    /// What one has.
    pub tier: Tier,
    /// Whose member one is.
    pub artist: Artist,
}

/// A member in an artist's list.
#[derive(Debug, Clone)]
pub struct Member {
    /// The member's name.
    pub name: String,
    /// The tier's name.
    pub tier: String,
    /// How often they pay.
    pub interval: Interval,
    /// How it stands.
    pub state: MembershipState,
    /// Whether it ends with the period.
    pub ends_at_period: bool,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The memberships of an account that have begun, those that run first, then newest first.
///
/// # Errors
/// When the database fails.
pub async fn mine(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<Mine>> {
    let found: Vec<(Membership, Tier, Artist)> = memberships::table
        .inner_join(tiers::table)
        .inner_join(artists::table)
        .filter(memberships::account_id.eq(account))
        .filter(memberships::started_at.is_not_null())
        .order((memberships::ended_at.desc().nulls_first(), memberships::started_at.desc()))
        .select((Membership::as_select(), Tier::as_select(), Artist::as_select()))
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|(membership, tier, artist)| Mine { membership, tier, artist }).collect())
}

/// What an account may have as a member, by artist.
///
/// # Errors
/// When the database fails.
pub async fn of_account_artists(
    connection: &mut Connection,
    account: AccountId,
) -> QueryResult<Vec<(ArtistId, Rights)>> {
    let not_over =
        memberships::ends_at_period.eq(false).or(memberships::period_ends_at.gt(Utc::now()).assume_not_null());
    memberships::table
        .inner_join(tiers::table)
        .filter(memberships::account_id.eq(account))
        .filter(memberships::state.eq_any(CURRENT))
        .filter(not_over)
        .filter(not(super::is_given_back()))
        .select((
            memberships::artist_id,
            (
                tiers::includes_releases,
                tiers::includes_members_only,
                tiers::includes_live,
                tiers::discount_bp,
                tiers::early_days,
            ),
        ))
        .load(connection)
        .await
}

/// The members of an artist, newest first: paid and past due.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Member>> {
    type Found = (String, String, Interval, MembershipState, bool, DateTime<Utc>);
    let found: Vec<Found> = memberships::table
        .inner_join(tiers::table)
        .inner_join(accounts::table)
        .filter(memberships::artist_id.eq(artist))
        .filter(memberships::state.eq_any(RUNNING))
        .order((memberships::started_at.desc(), memberships::id.desc()))
        .select((
            accounts::name,
            tiers::name,
            memberships::interval,
            memberships::state,
            memberships::ends_at_period,
            memberships::started_at.assume_not_null(),
        ))
        .load(connection)
        .await?;
    let member = |(name, tier, interval, state, ends_at_period, since)| Member {
        name,
        tier,
        interval,
        state,
        ends_at_period,
        since,
    };
    Ok(found.into_iter().map(member).collect())
}

/// How long a page that somebody went to pay on is left alone.
const TO_PAY: TimeDelta = TimeDelta::minutes(10);
/// How long the provider has to take the money for the next period: it waits an hour itself.
const TO_RENEW: TimeDelta = TimeDelta::hours(2);
/// How long what was asked counts as known, where something is overdue.
const KNOWN: TimeDelta = TimeDelta::hours(1);

/// Those of which a provider should have told us something by now, and those that go on though their newest payment went back, the
/// longest unasked first.
///
/// # Errors
/// When the database fails.
pub async fn to_look_at(
    connection: &mut Connection,
    provider: ProviderName,
    (now, at_most): (DateTime<Utc>, i64),
) -> QueryResult<Vec<MembershipId>> {
    let unpaid = memberships::state
        .eq(MembershipState::Open)
        .and(memberships::created_at.lt(now - TO_PAY))
        .and(memberships::checkout_id.is_not_null());
    let overdue = memberships::state.eq_any(RUNNING).and(
        memberships::period_ends_at
            .lt(now - TO_RENEW)
            .assume_not_null()
            .or(memberships::state.eq(MembershipState::PastDue)),
    );
    let given_back = memberships::state.eq_any(RUNNING).and(super::newest_payment_is("'refunded'"));
    memberships::table
        .filter(memberships::provider.eq(provider))
        .filter(unpaid.or(overdue).or(given_back))
        .filter(memberships::observed_at.is_null().or(memberships::observed_at.lt(now - KNOWN).assume_not_null()))
        .order(memberships::observed_at.asc().nulls_first())
        .limit(at_most)
        .select(memberships::id)
        .load(connection)
        .await
}
