//! What a change of tier or interval costs: what is left of the period that was paid counts towards the new one.

use chrono::{DateTime, Months, Utc};

use super::{Interval, Membership, MembershipState};

/// What a change costs, as far as can be told before the provider reckons it to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What a period costs from then on.
    pub amount_minor: i64,
    /// What is to be paid at once.
    pub due_now_minor: i64,
    /// What is taken off the payments to come.
    pub credit_minor: i64,
    /// Whether a new period begins with it.
    pub begins_anew: bool,
}

impl Change {
    /// Whether the difference is to be paid at once. What costs less counts on the next invoice instead.
    #[must_use]
    pub const fn is_paid_now(&self) -> bool {
        self.due_now_minor > 0
    }
}

/// What it costs to change a membership to another price and interval at a moment.
#[must_use]
pub fn change_to(membership: &Membership, (amount_minor, interval): (i64, Interval), now: DateTime<Utc>) -> Change {
    let begins_anew = interval != membership.interval;
    let nothing = Change { amount_minor, due_now_minor: 0, credit_minor: 0, begins_anew: false };
    let Some(ends_at) = membership.period_ends_at else { return nothing };
    if membership.state == MembershipState::Trialing {
        return nothing;
    }
    let whole = length(membership.interval, ends_at);
    let left = (ends_at - now).num_seconds().clamp(0, whole);
    let unused = share(membership.amount_minor, left, whole);
    let difference = if begins_anew { amount_minor - unused } else { share(amount_minor, left, whole) - unused };
    Change { amount_minor, due_now_minor: difference.max(0), credit_minor: (-difference).max(0), begins_anew }
}

/// How many seconds the period has that ends at a moment.
fn length(interval: Interval, ends_at: DateTime<Utc>) -> i64 {
    let months = match interval {
        Interval::Month => Months::new(1),
        Interval::Year => Months::new(12),
    };
    let begins_at = ends_at.checked_sub_months(months).unwrap_or(ends_at);
    (ends_at - begins_at).num_seconds().max(1)
}

/// `part` of `whole` of an amount, to the nearest of the smallest unit.
fn share(amount_minor: i64, part: i64, whole: i64) -> i64 {
    let exact = i128::from(amount_minor) * i128::from(part) * 2 + i128::from(whole);
    i64::try_from(exact / (i128::from(whole) * 2)).unwrap_or(amount_minor)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;
    use crate::ids::{AccountId, ArtistId, MembershipId, TierId};
    use crate::sellers::ProviderName;

    fn monthly(amount_minor: i64, ends_at: DateTime<Utc>) -> Membership {
        Membership {
            id: MembershipId::new(),
            tier_id: TierId::new(),
            artist_id: ArtistId::new(),
            account_id: Some(AccountId::new()),
            interval: Interval::Month,
            state: MembershipState::Active,
            amount_minor,
            currency: "EUR".to_owned(),
            country_said: "AT".to_owned(),
            consented_at: None,
            wants_letters: false,
            period_ends_at: Some(ends_at),
            trial_ends_at: None,
            ends_at_period: false,
            co_op_fee_bp: 1000,
            changes: 0,
            provider: ProviderName::Sandbox,
            provider_account: String::new(),
            checkout_id: None,
            subscription_id: None,
            customer_id: None,
            observed_at: None,
            created_at: ends_at,
            expires_at: ends_at,
            started_at: None,
            ended_at: None,
        }
    }

    #[test]
    fn what_is_left_of_a_period_counts() {
        let now = Utc.with_ymd_and_hms(2026, 6, 16, 0, 0, 0).unwrap();
        let membership = monthly(500, now + TimeDelta::days(15));
        let up = change_to(&membership, (1000, Interval::Month), now);
        assert_eq!((up.due_now_minor, up.credit_minor, up.begins_anew), (250, 0, false));
        let down = change_to(&membership, (300, Interval::Month), now);
        assert_eq!((down.due_now_minor, down.credit_minor), (0, 100));
        let year = change_to(&membership, (5000, Interval::Year), now);
        assert_eq!((year.due_now_minor, year.begins_anew), (4750, true));
    }

    #[test]
    fn free_days_and_a_period_that_is_over_owe_nothing() {
        let now = Utc.with_ymd_and_hms(2026, 6, 16, 0, 0, 0).unwrap();
        let trialing = Membership { state: MembershipState::Trialing, ..monthly(500, now + TimeDelta::days(3)) };
        assert_eq!(change_to(&trialing, (1000, Interval::Month), now).due_now_minor, 0);
        let over = monthly(500, now - TimeDelta::days(1));
        assert_eq!(change_to(&over, (1000, Interval::Month), now).due_now_minor, 0);
    }
}
