//! The jobs that follow money.

use serde::{Deserialize, Serialize};

use super::Job;
use crate::ids::PurchaseId;
use crate::sellers::ProviderName;

job! {
    /// Ask the provider anew about what an event of it names.
    SettleEvent {
        /// Who told.
        provider: ProviderName,
        /// The event's id there.
        event_id: String
    } "settle_event", priority 0, key |job| Some(format!("event:{}:{}", job.provider, job.event_id))
}
job! {
    /// Ask the provider about purchases whose news may have been lost, and end those that nobody paid.
    SweepPayments {} "sweep_payments", priority 8, key |_job| Some("sweep_payments".to_owned())
}
job! {
    /// Ask the provider for everything that happened on sellers' accounts: what a lost webhook should have told.
    ReconcilePayments {} "reconcile_payments", priority 8, key |_job| Some("reconcile_payments".to_owned())
}
job! {
    /// Send a buyer the link to what they bought, with the receipt and what they agreed to.
    SendReceipt {
        /// What they bought.
        purchase_id: PurchaseId
    } "send_receipt", priority 0, key |_job| None
}
job! {
    /// Tell a buyer that money went back to them.
    SendRefund {
        /// What they had paid for.
        purchase_id: PurchaseId,
        /// How much, in the currency's smallest unit.
        amount_minor: i64,
        /// ISO 4217.
        currency: String
    } "send_refund", priority 0, key |_job| None
}
job! {
    /// Go through all books, and tell the admins of what does not add up.
    CheckLedger {} "check_ledger", priority 9, key |_job| Some("check_ledger".to_owned())
}
