//! Words about memberships.

use chrono::{DateTime, Utc};
use model::memberships::{Change, Interval, Membership, MembershipState};
use model::money;
use model::tiers::Tier;

/// "€5.00"; an amount of a currency that is not offered any more stands with its code.
#[must_use]
pub fn amount(minor: i64, code: &str) -> String {
    match money::currency(code) {
        Some(currency) => format!("{}{}", currency.symbol, currency.plain(minor)),
        None => format!("{minor} {code}"),
    }
}

/// "€5.00 a month".
#[must_use]
pub fn price(minor: i64, code: &str, interval: Interval) -> String {
    format!("{} {}", amount(minor, code), every(interval))
}

/// "a month".
#[must_use]
pub const fn every(interval: Interval) -> &'static str {
    match interval {
        Interval::Month => "a month",
        Interval::Year => "a year",
    }
}

/// "€5.00 a month, or €50.00 a year".
#[must_use]
pub fn prices(tier: &Tier) -> String {
    let of = |interval| tier.price(interval).map(|minor| price(minor, &tier.currency, interval));
    [of(Interval::Month), of(Interval::Year)].into_iter().flatten().collect::<Vec<_>>().join(", or ")
}

/// What a tier includes, a line each.
#[must_use]
pub fn includes(tier: &Tier) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |is: bool, line: &str| {
        if is {
            lines.push(line.to_owned());
        }
    };
    add(tier.includes_releases, "Every release, in full and to download");
    add(tier.includes_members_only, "Releases and posts for members only");
    add(tier.includes_live, "Live sets");
    add(tier.discount_bp > 0, &format!("{}% off what you buy", tier.discount_bp / 100));
    add(tier.early_days > 0, &format!("New releases {} early", days(tier.early_days)));
    lines
}

/// "1 day", "14 days".
#[must_use]
pub fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// "14 November 2026"; empty for no moment.
#[must_use]
pub fn day(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// How a membership stands: "Active", "Ends on 3 March 2027".
#[must_use]
pub fn state(membership: &Membership) -> String {
    match membership.state {
        MembershipState::Trialing | MembershipState::Active if membership.ends_at_period => {
            format!("Ends on {}", day(membership.period_ends_at))
        }
        MembershipState::Trialing => "Free days".to_owned(),
        MembershipState::Active => "Active".to_owned(),
        MembershipState::PastDue => "Payment failed".to_owned(),
        MembershipState::Ended => "Ended".to_owned(),
        MembershipState::Open => "Waits for the payment".to_owned(),
        MembershipState::Expired => "Not paid".to_owned(),
    }
}

/// What is paid next, and when; empty where nothing is.
#[must_use]
pub fn next_payment(membership: &Membership) -> String {
    let price = amount(membership.amount_minor, &membership.currency);
    let on = day(membership.period_ends_at);
    match membership.state {
        MembershipState::Trialing | MembershipState::Active if !membership.ends_at_period => format!("{price} on {on}"),
        MembershipState::PastDue => format!("{price}, tried again in the next days"),
        _ => String::new(),
    }
}

/// What a change costs, in a sentence.
#[must_use]
pub fn change(change: &Change, code: &str, interval: Interval) -> String {
    let price = price(change.amount_minor, code, interval);
    let later = format!("then {price}");
    match (change.due_now_minor, change.credit_minor) {
        (0, 0) => format!("Nothing to pay now, {later}."),
        (0, credit) => format!("Nothing to pay now. About {} of what you paid is taken off your next payments, {later}.", amount(credit, code)),
        (due, _) if change.begins_anew => {
            format!("You pay about {} now for a new period that begins today: what is left of the old one is taken off. {later}.", amount(due, code)).replace(". then", ". Then")
        }
        (due, _) => format!("You pay about {} now for the rest of this period, {later}.", amount(due, code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_is_paid_and_when() {
        let up = Change { amount_minor: 1000, due_now_minor: 242, credit_minor: 0, begins_anew: false };
        assert_eq!(
            change(&up, "EUR", Interval::Month),
            "You pay about €2.42 now for the rest of this period, then €10.00 a month."
        );
        let down = Change { amount_minor: 300, due_now_minor: 0, credit_minor: 97, begins_anew: false };
        assert!(change(&down, "EUR", Interval::Month).starts_with("Nothing to pay now. About €0.97"));
        let year = Change { amount_minor: 5000, due_now_minor: 4758, credit_minor: 0, begins_anew: true };
        assert!(change(&year, "EUR", Interval::Year).ends_with("Then €50.00 a year."));
        assert_eq!(days(1), "1 day");
    }
}
