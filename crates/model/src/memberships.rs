//! Memberships: somebody's tier of an artist, as long as they pay for it.
//!
//! A membership begins open, when somebody goes to pay. From then on it stands as the provider says of its subscription
//! ([`settle`]). Every period that is paid is a purchase of its own ([`bill`]), so that books and receipts know it.

mod beginning;
mod billing;
mod lists;
mod notices;
mod proration;
mod settling;

use chrono::{DateTime, Utc};
use diesel::dsl::{not, sql};
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

pub use beginning::{JoinError, NewMembership, attach_checkout, begin, expire, free_days, open_of};
pub use billing::{Invoice, bill};
pub use lists::{Member, Mine, mine, of_account_artists, of_artist, to_look_at};
pub use notices::{MembershipMail, announce_payments};
pub use proration::{Change, change_to};
pub use settling::{Settled, SubscriptionStanding, change, settle};

use crate::Connection;
use crate::ids::{AccountId, ArtistId, MembershipId, TierId};
use crate::schema::{memberships, tiers};
use crate::sellers::ProviderName;

crate::sql_types::words! {
    /// How a membership stands.
    MembershipState {
        /// Somebody went to pay.
        Open = "open",
        /// Its free days.
        Trialing = "trialing",
        /// Paid.
        Active = "active",
        /// A payment failed; the provider tries again.
        PastDue = "past_due",
        /// Over.
        Ended = "ended",
        /// Nobody paid in time.
        Expired = "expired",
    }
}

crate::sql_types::words! {
    /// How often a membership is paid.
    Interval {
        /// Monthly.
        Month = "month",
        /// Yearly.
        Year = "year",
    }
}

/// The states in which a membership runs: there is one of an artist at a time.
pub(crate) const RUNNING: [MembershipState; 3] =
    [MembershipState::Trialing, MembershipState::Active, MembershipState::PastDue];
/// The states that give rights.
const CURRENT: [MembershipState; 2] = [MembershipState::Trialing, MembershipState::Active];

/// A membership.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = memberships, check_for_backend(diesel::pg::Pg))]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// What the member has.
    pub tier_id: TierId,
    /// Whose member it makes.
    pub artist_id: ArtistId,
    /// Whose it is.
    pub account_id: Option<AccountId>,
    /// How often it is paid.
    pub interval: Interval,
    /// How it stands.
    pub state: MembershipState,
    /// What a period costs, tax included.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The member's country as they said it.
    pub country_said: String,
    /// When the member agreed that it begins at once, and that the right of withdrawal ends with that.
    pub consented_at: Option<DateTime<Utc>>,
    /// Whether the member asked for the artist's letters.
    pub wants_letters: bool,
    /// When the period that is paid ends.
    pub period_ends_at: Option<DateTime<Utc>>,
    /// When the free days end.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Whether it ends with the period.
    pub ends_at_period: bool,
    /// What the co-op gets of a payment, in hundredths of a percent of the whole of it.
    pub co_op_fee_bp: i32,
    /// How often its tier or interval was changed.
    pub changes: i32,
    /// Who takes the money.
    pub provider: ProviderName,
    /// The artist's account there.
    pub provider_account: String,
    /// The provider's page to join on.
    pub checkout_id: Option<String>,
    /// The provider's subscription.
    pub subscription_id: Option<String>,
    /// The provider's id of the member.
    pub customer_id: Option<String>,
    /// When the provider was asked for what stands here.
    pub observed_at: Option<DateTime<Utc>>,
    /// When somebody went to pay.
    pub created_at: DateTime<Utc>,
    /// Until when they can.
    pub expires_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Membership {
    /// Whether it runs, be it paid or past due.
    #[must_use]
    pub fn is_running(&self) -> bool {
        RUNNING.contains(&self.state)
    }
}

/// What a member may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Queryable)]
pub struct Rights {
    /// Every release, streamed in full and downloaded.
    pub includes_releases: bool,
    /// What is for members only: releases and posts.
    pub includes_members_only: bool,
    /// Live sets.
    pub includes_live: bool,
    /// What they pay less for what they buy, in hundredths of a percent.
    pub discount_bp: i32,
    /// How many days before its hour they hear a release.
    pub early_days: i32,
}

/// Whether the newest payment stands in one of these states.
fn newest_payment_is(states: &'static str) -> SqlLiteral<Bool> {
    sql(&format!(
        "EXISTS (
        SELECT FROM purchases AS newest
        WHERE newest.membership_id = memberships.id AND newest.completed_at IS NOT NULL AND newest.state IN ({states})
          AND NOT EXISTS (
            SELECT FROM purchases AS later
            WHERE later.membership_id = newest.membership_id AND later.completed_at IS NOT NULL
              AND (later.created_at, later.id) > (newest.created_at, newest.id)))"
    ))
}

/// Whether the newest payment is back with the member, or asked back by their bank: with the money go the rights, and a dispute that
/// is won brings them back.
fn is_given_back() -> SqlLiteral<Bool> {
    newest_payment_is("'refunded', 'disputed', 'lost'")
}

/// What an account may have as a member of an artist; `None` for one that is none now. Free days count; a payment that failed or
/// went back, an end that has come and a page that nobody has paid on do not.
///
/// # Errors
/// When the database fails.
pub async fn current(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<Option<Rights>> {
    let not_over =
        memberships::ends_at_period.eq(false).or(memberships::period_ends_at.gt(Utc::now()).assume_not_null());
    memberships::table
        .inner_join(tiers::table)
        .filter(memberships::artist_id.eq(artist))
        .filter(memberships::account_id.eq(account))
        .filter(memberships::state.eq_any(CURRENT))
        .filter(not_over)
        .filter(not(is_given_back()))
        .select((
            tiers::includes_releases,
            tiers::includes_members_only,
            tiers::includes_live,
            tiers::discount_bp,
            tiers::early_days,
        ))
        .first(connection)
        .await
        .optional()
}

/// The membership with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: MembershipId) -> QueryResult<Option<Membership>> {
    memberships::table.find(id).select(Membership::as_select()).first(connection).await.optional()
}

/// The membership of an artist that an account has, paid or past due.
///
/// # Errors
/// When the database fails.
pub async fn running(
    connection: &mut Connection,
    artist: ArtistId,
    account: AccountId,
) -> QueryResult<Option<Membership>> {
    memberships::table
        .filter(memberships::artist_id.eq(artist))
        .filter(memberships::account_id.eq(account))
        .filter(memberships::state.eq_any(RUNNING))
        .select(Membership::as_select())
        .first(connection)
        .await
        .optional()
}

/// The membership behind a checkout or a subscription of the provider's.
///
/// # Errors
/// When the database fails.
pub async fn by_provider_id(
    connection: &mut Connection,
    provider: ProviderName,
    id: &str,
) -> QueryResult<Option<Membership>> {
    memberships::table
        .filter(memberships::provider.eq(provider))
        .filter(memberships::checkout_id.eq(id).or(memberships::subscription_id.eq(id)))
        .select(Membership::as_select())
        .first(connection)
        .await
        .optional()
}
