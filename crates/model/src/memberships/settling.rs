//! Bringing a membership to what the provider says of its subscription.

use chrono::{DateTime, Utc};
use diesel::{AsChangeset, ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::notices::{self, MembershipMail};
use super::{Interval, Membership, MembershipState};
use crate::Connection;
use crate::ids::{MembershipId, TierId};
use crate::schema::memberships;

/// What the provider says of a subscription: the whole of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionStanding {
    /// The provider's id.
    pub subscription: String,
    /// The provider's id of the member.
    pub customer: String,
    /// How it stands; open as long as the first payment has not come.
    pub state: MembershipState,
    /// What a period costs.
    pub amount_minor: i64,
    /// When the period that is paid ends.
    pub period_ends_at: DateTime<Utc>,
    /// When the free days end.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Whether it ends with the period.
    pub ends_at_period: bool,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What [`settle`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Nothing new, or older news than those that are known.
    Unchanged,
    /// The membership stands as the provider says.
    Changed,
    /// The account has another membership of the artist, from another tab: this subscription is to be ended at once, and what
    /// was paid for it goes back.
    ToCancel,
}

/// What of a membership follows its subscription.
#[derive(AsChangeset)]
#[diesel(table_name = memberships)]
struct Standing<'a> {
    state: MembershipState,
    amount_minor: i64,
    period_ends_at: Option<DateTime<Utc>>,
    trial_ends_at: Option<DateTime<Utc>>,
    ends_at_period: bool,
    subscription_id: Option<&'a str>,
    customer_id: Option<&'a str>,
    observed_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    past_due_noticed_for: Option<DateTime<Utc>>,
}

/// Brings a membership to what the provider says of it, in one transaction with the mails that follow. `observed_at` is when the
/// provider was asked: older news change nothing, and what has ended stays so.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    connection: &mut Connection,
    id: MembershipId,
    standing: &SubscriptionStanding,
    observed_at: DateTime<Utc>,
) -> QueryResult<Settled> {
    connection
        .transaction(async |connection| {
            let (before, noticed): (Membership, Option<DateTime<Utc>>) = memberships::table
                .find(id)
                .for_update()
                .select((Membership::as_select(), memberships::past_due_noticed_for))
                .first(connection)
                .await?;
            if before.state == MembershipState::Ended {
                let goes_on = standing.state != MembershipState::Ended && before.started_at.is_none();
                return Ok(if goes_on { Settled::ToCancel } else { Settled::Unchanged });
            }
            if before.observed_at.is_some_and(|known| known >= observed_at) || standing.state == MembershipState::Open {
                return Ok(Settled::Unchanged);
            }
            if !before.is_running()
                && standing.state != MembershipState::Ended
                && let Some(account) = before.account_id
                && super::running(connection, before.artist_id, account).await?.is_some()
            {
                end_double(connection, id, &standing.subscription, observed_at).await?;
                return Ok(Settled::ToCancel);
            }
            let dunning = (standing.state == MembershipState::PastDue).then_some(standing.period_ends_at);
            let is_noticed = dunning.is_none() || noticed == dunning;
            let ended_at = (standing.state == MembershipState::Ended).then(|| standing.ended_at.unwrap_or(observed_at));
            let after = Standing {
                state: standing.state,
                amount_minor: standing.amount_minor,
                period_ends_at: Some(standing.period_ends_at),
                trial_ends_at: standing.trial_ends_at,
                ends_at_period: standing.ends_at_period,
                subscription_id: Some(&standing.subscription),
                customer_id: Some(&standing.customer),
                observed_at: Some(observed_at),
                started_at: before.started_at.is_none().then_some(observed_at),
                ended_at,
                past_due_noticed_for: dunning,
            };
            diesel::update(memberships::table.find(id)).set(&after).execute(connection).await?;
            if before.started_at.is_none() {
                notices::send(connection, id, MembershipMail::Joined).await?;
            }
            if !is_noticed {
                notices::send(connection, id, MembershipMail::PastDue).await?;
            }
            if ended_at.is_some() {
                notices::send(connection, id, MembershipMail::Ended).await?;
            }
            Ok(Settled::Changed)
        })
        .await
}

async fn end_double(
    connection: &mut Connection,
    id: MembershipId,
    subscription: &str,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(memberships::table.find(id))
        .set((
            memberships::state.eq(MembershipState::Ended),
            memberships::subscription_id.eq(Some(subscription)),
            memberships::observed_at.eq(Some(at)),
            memberships::ended_at.eq(Some(at)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The provider has taken a membership to another tier or interval.
///
/// # Errors
/// When the database fails.
pub async fn change(
    connection: &mut Connection,
    id: MembershipId,
    tier: TierId,
    (amount_minor, interval): (i64, Interval),
) -> QueryResult<()> {
    diesel::update(memberships::table.find(id))
        .set((
            memberships::tier_id.eq(tier),
            memberships::interval.eq(interval),
            memberships::amount_minor.eq(amount_minor),
            memberships::changes.eq(memberships::changes + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
