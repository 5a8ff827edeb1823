//! What members are written: that they joined, that the next payment comes, that one failed, that it is over.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, PgExpressionMethods, QueryDsl, QueryResult,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Interval, MembershipState};
use crate::Connection;
use crate::ids::MembershipId;
use crate::jobs::{self, SendMembershipMail};
use crate::schema::memberships;

crate::sql_types::words! {
    /// What a mail to a member is about.
    MembershipMail {
        /// They joined: what was agreed, with the consents.
        Joined = "joined",
        /// The free days end in a week or less, and the first payment comes.
        TrialEnds = "trial_ends",
        /// The next year is paid in a week.
        Renewal = "renewal",
        /// A payment failed: what to do.
        PastDue = "past_due",
        /// It is over.
        Ended = "ended",
    }
}

/// How long before a payment that nobody may be thinking of it is announced.
const AHEAD: TimeDelta = TimeDelta::days(7);

/// Enqueues a mail to a member, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn send(connection: &mut Connection, membership_id: MembershipId, mail: MembershipMail) -> QueryResult<()> {
    jobs::enqueue(connection, &SendMembershipMail { membership_id, mail }).await
}

/// Enqueues the mails about payments that come within a week: those for another year, and the first one after free days. Each
/// payment is announced once. Says how many mails go.
///
/// # Errors
/// When the database fails.
pub async fn announce_payments(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<usize> {
    let soon = |moment: DateTime<Utc>| memberships::period_ends_at.between(moment, moment + AHEAD).assume_not_null();
    connection
        .transaction(async |connection| {
            let yearly = memberships::state.eq(MembershipState::Active).and(memberships::interval.eq(Interval::Year));
            let free = memberships::state.eq(MembershipState::Trialing);
            let due: Vec<(MembershipId, MembershipState)> = diesel::update(
                memberships::table
                    .filter(yearly.or(free))
                    .filter(memberships::ends_at_period.eq(false))
                    .filter(soon(now))
                    .filter(memberships::renewal_noticed_for.is_distinct_from(memberships::period_ends_at)),
            )
            .set(memberships::renewal_noticed_for.eq(memberships::period_ends_at))
            .returning((memberships::id, memberships::state))
            .get_results(connection)
            .await?;
            for (id, state) in &due {
                let is_free = *state == MembershipState::Trialing;
                let mail = if is_free { MembershipMail::TrialEnds } else { MembershipMail::Renewal };
                send(connection, *id, mail).await?;
            }
            Ok(due.len())
        })
        .await
}
