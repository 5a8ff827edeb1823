//! Payments: Stripe, and a sandbox provider that plays its part, behind one trait.
//!
//! The crate knows the provider and nothing of releases, purchases or the database. Every answer about something the provider
//! keeps is a whole and current picture of it ([`PaymentFacts`], [`SubscriptionFacts`], [`AccountFacts`]): events only say
//! what to look at again, so it does not matter how often or in which order they come.
//!
//! Amounts are whole numbers of the currency's smallest unit, as in ISO 4217. Providers that count otherwise are translated here.

mod envelope;
mod error;
mod event;
mod facts;
mod money;
mod provider;
mod requests;
mod sandbox;
mod signature;
mod stripe;

pub use error::{EventError, PaymentError};
pub use event::{Event, Subject};
pub use facts::{
    AccountFacts, Dispute, DisputeState, InvoiceFacts, PaymentFacts, SubscriptionFacts, SubscriptionState,
};
pub use money::least_minor;
pub use provider::Provider;
pub use requests::{Buyer, ChangeSubscription, Checkout, Interval, Line, NewAccount, NewCheckout, Plan, Proration};
pub use sandbox::{
    CheckoutState, MemoryStore, Onboarding, Outcome, Payer, Sandbox, SandboxAccount, SandboxCheckout, SandboxCustomer,
    SandboxPayment, SandboxStore, SandboxSubscription, StoreError, TestCard,
};
pub use stripe::{Stripe, StripeSettings};
