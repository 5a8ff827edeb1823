//! The sandbox provider: plays Stripe's part on a page of ours, so that everything can be tried without money.
//!
//! What it keeps lies in a [`SandboxStore`], so that it survives a restart. The page through which a visitor pays, declines,
//! proves themself, refunds or disputes calls the functions of [`Sandbox`] that are not in [`crate::Provider`]. Each gives the
//! [`Event`](crate::Event) that Stripe would send, where something happened.

mod accounts;
mod checkouts;
mod customers;
mod events;
mod kept;
mod paying;
mod payments;
mod provider;
mod renewals;
mod shelf;
mod store;
mod subscriptions;
mod time;

use std::sync::Arc;

pub use accounts::{Onboarding, SandboxAccount};
pub use checkouts::{CheckoutState, SandboxCheckout};
pub use customers::SandboxCustomer;
pub use paying::{Outcome, Payer, TestCard};
pub use payments::SandboxPayment;
pub use store::{MemoryStore, SandboxStore, StoreError};
pub use subscriptions::SandboxSubscription;

use shelf::Shelf;

/// The sandbox.
pub struct Sandbox {
    shelf: Shelf,
    base_url: String,
    webhook_secret: String,
}

impl Sandbox {
    /// A sandbox whose page is below `base_url`, the instance's address without a slash at its end.
    #[must_use]
    pub fn new(store: Arc<dyn SandboxStore>, base_url: String) -> Self {
        Self { shelf: Shelf::new(store), base_url, webhook_secret: fresh("whsec") }
    }
}

/// An id that nobody has.
fn fresh(prefix: &str) -> String {
    format!("{prefix}_{}", uuid::Uuid::new_v4().simple())
}

/// The id of what belongs to another object: the same one however often it is asked.
fn kin(prefix: &str, id: &str) -> String {
    let (_, rest) = id.split_once('_').unwrap_or(("", id));
    format!("{prefix}_{rest}")
}
