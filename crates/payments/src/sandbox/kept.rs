//! What the sandbox keeps of each thing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Interval, PaymentError};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Account {
    pub name: String,
    pub email: String,
    pub country: String,
    pub charges_enabled: bool,
    pub payouts_enabled: bool,
    pub return_url: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Checkout {
    pub account: String,
    pub reference: String,
    pub name: String,
    pub image: Option<String>,
    pub amount_minor: i64,
    pub currency: String,
    pub email: String,
    pub customer: Option<String>,
    /// For a subscription: how often, and the free days.
    pub plan: Option<(Interval, u32)>,
    pub provider_tax: bool,
    pub success_url: String,
    pub cancel_url: String,
    pub expires_at: DateTime<Utc>,
    pub state: State,
    /// Whether the last card was declined.
    pub declined: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Open,
    Proof,
    Paid,
    Expired,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Payment {
    pub account: String,
    pub reference: String,
    pub name: String,
    pub amount_minor: i64,
    pub currency: String,
    pub tax_minor: Option<i64>,
    pub fee_minor: i64,
    pub paid_at: DateTime<Utc>,
    pub email: String,
    pub country_billing: String,
    pub country_card: String,
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
}

impl Payment {
    pub fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount_minor).sum()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Refund {
    pub reference: String,
    pub amount_minor: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    /// Nothing while it is open.
    pub won: Option<bool>,
    pub amount_minor: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Customer {
    pub account: String,
    pub email: String,
    pub return_url: String,
    pub subscriptions: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Subscription {
    pub account: String,
    pub reference: String,
    pub customer: String,
    pub name: String,
    pub currency: String,
    pub amount_minor: i64,
    pub interval: Interval,
    pub email: String,
    pub country_billing: String,
    pub country_card: String,
    pub provider_tax: bool,
    pub past_due: bool,
    pub period_starts_at: DateTime<Utc>,
    /// When the period that is paid ends.
    pub period_ends_at: DateTime<Utc>,
    pub trial_ends_at: Option<DateTime<Utc>>,
    pub ends_at_period: bool,
    pub ended_at: Option<DateTime<Utc>>,
    /// What the next invoice asks more or less.
    pub carried_minor: i64,
    pub invoices: Vec<Invoice>,
    /// References of changes that were made.
    pub changes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Invoice {
    pub id: String,
    pub payment: String,
    pub paid_at: DateTime<Utc>,
}

/// A refusal, in Stripe's word and a sentence.
pub(super) fn refused(code: &str, message: &str) -> PaymentError {
    PaymentError::Refused { code: code.to_owned(), message: message.to_owned() }
}

/// What another account has is unknown.
pub(super) fn of_account(owner: &str, account: &str, id: &str) -> Result<(), PaymentError> {
    if owner == account { Ok(()) } else { Err(PaymentError::Unknown(id.to_owned())) }
}
