//! What is read of Stripe's answers.

use std::collections::HashMap;

use serde::Deserialize;

/// Anything, of which only the id matters.
#[derive(Deserialize)]
pub(super) struct Named {
    pub id: String,
}

/// Something that has a page.
#[derive(Deserialize)]
pub(super) struct Page {
    pub url: String,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

#[derive(Deserialize)]
pub(super) struct Account {
    #[serde(default)]
    pub charges_enabled: bool,
    #[serde(default)]
    pub payouts_enabled: bool,
    #[serde(default)]
    pub requirements: Option<Requirements>,
}

#[derive(Deserialize)]
pub(super) struct Requirements {
    #[serde(default)]
    pub currently_due: Option<Vec<String>>,
    #[serde(default)]
    pub past_due: Option<Vec<String>>,
    #[serde(default)]
    pub pending_verification: Option<Vec<String>>,
}

/// A checkout that was just made.
#[derive(Deserialize)]
pub(super) struct NewSession {
    pub id: String,
    pub url: Option<String>,
    pub expires_at: i64,
}

/// A checkout, with its payment expanded.
#[derive(Deserialize)]
pub(super) struct Session {
    pub status: Option<String>,
    pub client_reference_id: Option<String>,
    pub amount_total: Option<i64>,
    pub currency: Option<String>,
    pub payment_intent: Option<Intent>,
    pub subscription: Option<String>,
    pub automatic_tax: Switch,
    pub total_details: Option<Totals>,
    pub customer_email: Option<String>,
    pub customer_details: Option<CustomerDetails>,
}

/// A checkout of a list, for its tax only.
#[derive(Deserialize)]
pub(super) struct TaxedSession {
    pub automatic_tax: Switch,
    pub total_details: Option<Totals>,
}

#[derive(Deserialize)]
pub(super) struct Switch {
    pub enabled: bool,
}

#[derive(Deserialize)]
pub(super) struct Totals {
    pub amount_tax: i64,
}

#[derive(Deserialize)]
pub(super) struct CustomerDetails {
    pub email: Option<String>,
}

/// A payment, with its charge expanded.
#[derive(Deserialize)]
pub(super) struct Intent {
    pub id: String,
    pub status: String,
    pub amount: i64,
    pub amount_received: i64,
    pub currency: String,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
    pub latest_charge: Option<Charge>,
}

#[derive(Deserialize)]
pub(super) struct Charge {
    pub amount: i64,
    pub amount_refunded: i64,
    pub disputed: bool,
    pub balance_transaction: Option<Balance>,
    pub billing_details: BillingDetails,
    pub payment_method_details: Option<MethodDetails>,
}

#[derive(Deserialize)]
pub(super) struct BillingDetails {
    pub email: Option<String>,
    pub address: Option<Address>,
}

#[derive(Deserialize)]
pub(super) struct Address {
    pub country: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MethodDetails {
    pub card: Option<Card>,
}

#[derive(Deserialize)]
pub(super) struct Card {
    pub country: Option<String>,
}

/// What a charge or a dispute does to the account's balance, in the currency of that balance.
#[derive(Deserialize)]
pub(super) struct Balance {
    pub amount: i64,
    pub currency: String,
    pub fee: i64,
    pub fee_details: Vec<Fee>,
}

#[derive(Deserialize)]
pub(super) struct Fee {
    pub amount: i64,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    pub status: String,
    pub amount: i64,
    pub balance_transactions: Vec<Balance>,
}

#[derive(Deserialize)]
pub(super) struct Subscription {
    pub id: String,
    pub customer: String,
    pub status: String,
    pub currency: String,
    pub automatic_tax: Switch,
    pub items: List<Item>,
    pub trial_end: Option<i64>,
    pub cancel_at: Option<i64>,
    pub cancel_at_period_end: bool,
    pub ended_at: Option<i64>,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct Item {
    pub id: String,
    pub current_period_start: i64,
    pub current_period_end: i64,
    pub price: Price,
}

#[derive(Deserialize)]
pub(super) struct Price {
    pub unit_amount: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Invoice {
    pub id: String,
    pub amount_paid: i64,
    pub automatic_tax: Switch,
    #[serde(default)]
    pub total_taxes: Option<Vec<Tax>>,
    pub status_transitions: Transitions,
    #[serde(default)]
    pub payments: Option<List<InvoicePayment>>,
}

impl Invoice {
    /// The tax in it, where Stripe worked it out.
    pub fn tax(&self) -> Option<i64> {
        let taxes = || self.total_taxes.iter().flatten().map(|tax| tax.amount).sum();
        self.automatic_tax.enabled.then(taxes)
    }
}

#[derive(Deserialize)]
pub(super) struct Tax {
    pub amount: i64,
}

#[derive(Deserialize)]
pub(super) struct Transitions {
    pub paid_at: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct InvoicePayment {
    pub status: String,
    pub payment: PaidWith,
}

#[derive(Deserialize)]
pub(super) struct PaidWith {
    #[serde(default)]
    pub payment_intent: Option<String>,
}

/// An invoice's payment, found by the payment, with the invoice expanded.
#[derive(Deserialize)]
pub(super) struct PaymentOfInvoice {
    pub invoice: Invoice,
}
