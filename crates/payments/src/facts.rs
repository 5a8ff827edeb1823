//! What a provider says of an account, a payment or a subscription: always the whole of it, as it is now.

use chrono::{DateTime, Utc};

/// What a seller's account may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    /// Whether it can be paid.
    pub charges_enabled: bool,
    /// Whether money reaches the bank.
    pub payouts_enabled: bool,
    /// What the provider still wants to know, in its words.
    pub missing: Vec<String>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFacts {
    /// Our reference: the purchase's id.
    pub reference: String,
    /// The provider's id; `None` as long as nobody has tried to pay.
    pub payment: Option<String>,
    /// Whether the money is there.
    pub paid: bool,
    /// Whether the checkout is over without being paid.
    pub expired: bool,
    /// What was paid.
    pub amount_minor: i64,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// The tax in it, where the provider worked it out.
    pub tax_minor: Option<i64>,
    /// What the provider keeps; `None` until it says.
    pub fee_minor: Option<i64>,
    /// What was given back so far.
    pub refunded_minor: i64,
    /// Every dispute of it.
    pub disputes: Vec<Dispute>,
    /// The country of the billing address; empty where unknown.
    pub country_billing: String,
    /// The country of the card; empty where unknown.
    pub country_card: String,
    /// The address the buyer gave the provider; empty where unknown.
    pub email: String,
}

impl PaymentFacts {
    /// Whether all of it was given back.
    #[must_use]
    pub const fn is_given_back(&self) -> bool {
        self.paid && self.amount_minor > 0 && self.refunded_minor >= self.amount_minor
    }
}

/// A dispute over a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The provider's id of it.
    pub id: String,
    /// How it stands.
    pub state: DisputeState,
    /// What it is about.
    pub amount_minor: i64,
    /// What the provider keeps for it.
    pub fee_minor: i64,
}

/// How a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisputeState {
    /// The buyer's bank has the money.
    Open,
    /// The seller got it back.
    Won,
    /// The buyer keeps it.
    Lost,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionFacts {
    /// Our reference: the membership's id.
    pub reference: String,
    /// The provider's id.
    pub subscription: String,
    /// The provider's id of the member.
    pub customer: String,
    /// How it stands.
    pub state: SubscriptionState,
    /// What it costs a period.
    pub amount_minor: i64,
    /// When the period that is paid ends.
    pub period_ends_at: DateTime<Utc>,
    /// When the free days end.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Whether it ends with the period.
    pub ends_at_period: bool,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was paid for it so far; those of nothing (free days) left out. Oldest first.
    pub invoices: Vec<InvoiceFacts>,
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionState {
    /// The first payment has not come.
    Incomplete,
    /// Its free days.
    Trialing,
    /// Paid.
    Active,
    /// A payment failed; the provider tries again.
    PastDue,
    /// Over.
    Ended,
}

/// A paid invoice of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceFacts {
    /// The provider's id.
    pub invoice: String,
    /// When it was paid.
    pub paid_at: DateTime<Utc>,
    /// The payment behind it, with its refunds and disputes; its `reference` is the invoice's id.
    pub payment: PaymentFacts,
}
