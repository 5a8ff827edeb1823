//! The tiers of an artist as pages show them.

use model::Connection;
use model::artists::Artist;
use model::ids::AccountId;
use model::memberships::{self, Interval};
use model::tiers::{self, Tier};

use super::{form, words};
use crate::visit::Visit;

/// A tier that can be joined.
#[derive(Debug, Clone)]
pub struct Offered {
    /// What it is called.
    pub name: String,
    /// What the artist says of it.
    pub about: String,
    /// "€5.00 a month, or €50.00 a year".
    pub prices: String,
    /// What it includes, a line each.
    pub includes: Vec<String>,
    /// "The first 14 days are free."; empty where they are not.
    pub free: String,
    /// The ways to pay: the form's word, "By the month", "€5.00 a month".
    pub plans: Vec<(String, &'static str, String)>,
}

/// The box beside an artist that leads to the tiers.
#[derive(Debug, Clone)]
pub struct MembershipBox {
    /// Where it leads.
    pub href: String,
    /// What stands on the button.
    pub label: &'static str,
    /// "From €3.00 a month."; what the visitor has, for a member.
    pub says: String,
}

impl Offered {
    /// For an account, which may have had its free days, or for nobody yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &mut Connection, tier: &Tier, account: Option<AccountId>) -> diesel::QueryResult<Self> {
        let free = match account {
            Some(account) => i32::try_from(memberships::free_days(db, tier, account).await?).unwrap_or(0),
            None => tier.trial_days,
        };
        let plan = |interval: &Interval| {
            let word = form::plan(tier, *interval)?;
            let label = match interval {
                Interval::Month => "By the month",
                Interval::Year => "By the year",
            };
            Some((word, label, words::price(tier.price(*interval)?, &tier.currency, *interval)))
        };
        Ok(Self {
            name: tier.name.clone(),
            about: tier.about.clone(),
            prices: words::prices(tier),
            includes: words::includes(tier),
            free: match free {
                0 => String::new(),
                1 => "The first day is free.".to_owned(),
                days => format!("The first {days} days are free."),
            },
            plans: Interval::ALL.iter().filter_map(plan).collect(),
        })
    }
}

impl MembershipBox {
    /// For a visitor of an artist's page; `None` where there is nothing to join.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(visit: &Visit, db: &mut Connection, artist: &Artist) -> diesel::QueryResult<Option<Self>> {
        if let Some(account) = visit.account()
            && let Some(membership) = memberships::running(db, artist.id, account.id).await?
        {
            let says = words::state(&membership);
            let href = urls::memberships::show(membership.id.0);
            return Ok(Some(Self { href, label: "Your membership", says: format!("{says}.") }));
        }
        let tiers = tiers::of_artist(db, artist.id).await?;
        let cheapest = |interval| {
            let priced = tiers.iter().filter_map(move |tier| Some((tier.price(interval)?, tier.currency.as_str())));
            priced.min_by_key(|(minor, _)| *minor).map(|(minor, code)| words::price(minor, code, interval))
        };
        let from = cheapest(Interval::Month).or_else(|| cheapest(Interval::Year));
        let href = urls::memberships::join(&artist.handle);
        Ok(from.map(|from| Self { href, label: "Become a member", says: format!("From {from}.") }))
    }
}
