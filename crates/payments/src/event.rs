//! Events: what a provider says has changed. They name what to look at again, no more.

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The provider's id; the same event comes more than once.
    pub id: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// The seller's account.
    pub account: String,
    /// What it is about.
    pub subject: Subject,
}

/// What an event is about: the provider's id of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A checkout.
    Checkout(String),
    /// A payment: paid, refunded, disputed.
    Payment(String),
    /// A subscription, or an invoice of it.
    Subscription(String),
    /// A seller's account.
    Account(String),
    /// Nothing we look at.
    Other,
}
