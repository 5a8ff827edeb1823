//! Going to pay: the membership is written down with everything that was agreed, before the provider is asked for its page.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::exists;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Interval, Membership, MembershipState};
use crate::Connection;
use crate::ids::{AccountId, ArtistId, MembershipId, TierId};
use crate::schema::memberships;
use crate::sellers::ProviderName;
use crate::tiers::{self, Tier};

/// How long somebody has to pay on the provider's page.
const TO_PAY: TimeDelta = TimeDelta::hours(1);

/// What somebody agreed to.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// What they join.
    pub tier: TierId,
    /// Who they are.
    pub account: AccountId,
    /// How often they pay.
    pub interval: Interval,
    /// What a period costs, as they saw it.
    pub amount_minor: i64,
    /// ISO 3166-1 alpha-2.
    pub country_said: String,
    /// Whether both consents to begin at once were given.
    pub consented: bool,
    /// Whether they ask for the artist's letters.
    pub wants_letters: bool,
    /// What the co-op gets of a payment, in hundredths of a percent of the whole of it.
    pub co_op_fee_bp: i32,
    /// Who takes the money.
    pub provider: ProviderName,
    /// The artist's account there.
    pub provider_account: String,
}

/// Why somebody cannot join.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The tier is archived, gone, or not to be had by that interval at that price.
    #[error("This is not offered any more. Choose again.")]
    NotOffered,
    /// They are a member.
    #[error("You are a member already. Change your tier under Memberships in your account.")]
    AlreadyMember,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Writes down what was agreed. The price is looked up once more.
///
/// # Errors
/// When the tier is not offered for this or the account has a running membership of the artist.
pub async fn begin(
    connection: &mut Connection,
    new: &NewMembership,
    now: DateTime<Utc>,
) -> Result<Membership, JoinError> {
    connection
        .transaction(async |connection| {
            let tier = tiers::find(connection, new.tier).await?.filter(Tier::is_open).ok_or(JoinError::NotOffered)?;
            if tier.price(new.interval) != Some(new.amount_minor) {
                return Err(JoinError::NotOffered);
            }
            if super::running(connection, tier.artist_id, new.account).await?.is_some() {
                return Err(JoinError::AlreadyMember);
            }
            let begun = diesel::insert_into(memberships::table)
                .values((
                    memberships::id.eq(MembershipId::new()),
                    memberships::tier_id.eq(tier.id),
                    memberships::artist_id.eq(tier.artist_id),
                    memberships::account_id.eq(new.account),
                    memberships::interval.eq(new.interval),
                    memberships::state.eq(MembershipState::Open),
                    memberships::amount_minor.eq(new.amount_minor),
                    memberships::currency.eq(&tier.currency),
                    memberships::country_said.eq(&new.country_said),
                    memberships::consented_at.eq(new.consented.then_some(now)),
                    memberships::wants_letters.eq(new.wants_letters),
                    memberships::co_op_fee_bp.eq(new.co_op_fee_bp),
                    memberships::provider.eq(new.provider),
                    memberships::provider_account.eq(&new.provider_account),
                    memberships::created_at.eq(now),
                    memberships::expires_at.eq(now + TO_PAY),
                ))
                .returning(Membership::as_returning())
                .get_result(connection)
                .await?;
            Ok(begun)
        })
        .await
}

/// Keeps the provider's page of a membership.
///
/// # Errors
/// When the database fails.
pub async fn attach_checkout(connection: &mut Connection, id: MembershipId, checkout: &str) -> QueryResult<()> {
    diesel::update(memberships::table.find(id))
        .set(memberships::checkout_id.eq(Some(checkout)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Those that an account went to pay for and has not paid: another tab, another day.
///
/// # Errors
/// When the database fails.
pub async fn open_of(
    connection: &mut Connection,
    artist: ArtistId,
    account: AccountId,
) -> QueryResult<Vec<Membership>> {
    memberships::table
        .filter(memberships::artist_id.eq(artist))
        .filter(memberships::account_id.eq(account))
        .filter(memberships::state.eq(MembershipState::Open))
        .select(Membership::as_select())
        .load(connection)
        .await
}

/// Nobody will pay this any more. One that was paid stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn expire(connection: &mut Connection, id: MembershipId) -> QueryResult<()> {
    diesel::update(memberships::table.find(id).filter(memberships::state.eq(MembershipState::Open)))
        .set(memberships::state.eq(MembershipState::Expired))
        .execute(connection)
        .await?;
    Ok(())
}

/// The free days of a tier for an account: those who have been members of the artist have had theirs.
///
/// # Errors
/// When the database fails.
pub async fn free_days(connection: &mut Connection, tier: &Tier, account: AccountId) -> QueryResult<u32> {
    let earlier = memberships::table
        .filter(memberships::artist_id.eq(tier.artist_id))
        .filter(memberships::account_id.eq(account))
        .filter(memberships::started_at.is_not_null());
    let was_member: bool = diesel::select(exists(earlier)).get_result(connection).await?;
    Ok(if was_member { 0 } else { tier.trial_days.unsigned_abs() })
}
