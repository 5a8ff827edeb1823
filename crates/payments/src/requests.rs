//! What a provider is asked for.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A seller who is to get an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Names the seller for ever: the same reference makes one account.
    pub reference: String,
    /// Where the provider writes to.
    pub email: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The seller's name in public.
    pub name: String,
    /// The seller's page.
    pub url: String,
}

/// Who pays.
#[derive(Debug, Clone)]
pub struct Buyer {
    /// Where the receipt goes.
    pub email: String,
    /// The provider's id of them, where they have one with this seller.
    pub customer: Option<String>,
}

/// What is paid for.
#[derive(Debug, Clone)]
pub struct Line {
    /// "Ode to the tram, digital album by Nine".
    pub name: String,
    /// A picture of it, absolute.
    pub image: Option<String>,
    /// What it costs, tax included, in the currency's smallest unit.
    pub amount_minor: i64,
}

/// How often a subscription is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Monthly.
    Month,
    /// Yearly.
    Year,
}

/// How a subscription is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How often.
    pub interval: Interval,
    /// Days before the first payment; 0 for none.
    pub trial_days: u32,
}

/// A payment, or the start of a subscription where there is a plan.
#[derive(Debug, Clone)]
pub struct NewCheckout {
    /// Ours: the purchase's or membership's id.
    pub reference: String,
    /// Who pays.
    pub buyer: Buyer,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// What is paid for.
    pub line: Line,
    /// For a subscription.
    pub plan: Option<Plan>,
    /// What the co-op gets of it, in the currency's smallest unit; of a subscription in hundredths of a percent.
    pub co_op_fee_minor: i64,
    /// For a subscription: the fee in hundredths of a percent.
    pub co_op_fee_bp: i32,
    /// Whether the provider works out the tax.
    pub provider_tax: bool,
    /// Where the buyer comes back to, absolute.
    pub success_url: String,
    /// Where the buyer goes who changes their mind, absolute.
    pub cancel_url: String,
    /// When the page ends; the provider's least is half an hour from now.
    pub expires_at: DateTime<Utc>,
}

/// A checkout that was made.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The provider's id of it.
    pub id: String,
    /// The page to pay on.
    pub url: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What becomes of the part of a period that was paid already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proration {
    /// The difference is on the next invoice, now.
    InvoiceNow,
    /// The difference is on the next regular invoice.
    NextInvoice,
}

/// A change of plan.
#[derive(Debug, Clone)]
pub struct ChangeSubscription {
    /// Which.
    pub subscription: String,
    /// Ours: asked twice, it changes once.
    pub reference: String,
    /// What it is called now.
    pub name: String,
    /// What it costs from now on.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// How often.
    pub interval: Interval,
    /// What becomes of what was paid.
    pub proration: Proration,
}
