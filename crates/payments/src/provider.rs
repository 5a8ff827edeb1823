//! What a provider of payments can do.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    AccountFacts, ChangeSubscription, Checkout, Event, EventError, NewAccount, NewCheckout, PaymentError, PaymentFacts,
    SubscriptionFacts,
};

/// A provider of payments. `account` is always the seller's account with it.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The word under which its accounts and events are kept: `stripe`, `sandbox`.
    fn name(&self) -> &'static str;

    /// Makes an account for a seller; gives its id.
    async fn create_account(&self, new: &NewAccount) -> Result<String, PaymentError>;
    /// Where the seller tells the provider who they are; good for minutes.
    async fn onboarding(&self, account: &str, return_url: &str, refresh_url: &str) -> Result<String, PaymentError>;
    /// What the account may do, and what is missing.
    async fn account(&self, account: &str) -> Result<AccountFacts, PaymentError>;

    /// A page of the provider's on which somebody pays. The same `reference` and `expires_at` give the same checkout, however
    /// often it is asked; once that is over, a later `expires_at` gives another.
    async fn checkout(&self, account: &str, new: &NewCheckout) -> Result<Checkout, PaymentError>;
    /// What has become of a checkout of one payment, with its refunds and disputes.
    async fn payment_of_checkout(&self, account: &str, checkout: &str) -> Result<PaymentFacts, PaymentError>;
    /// The same by the payment's id.
    async fn payment(&self, account: &str, payment: &str) -> Result<PaymentFacts, PaymentError>;
    /// Ends a checkout that nobody has paid; one that was paid or is over already stays as it is.
    async fn expire_checkout(&self, account: &str, checkout: &str) -> Result<(), PaymentError>;
    /// Gives money back, the co-op's fee in proportion. The same `reference` refunds once.
    async fn refund(
        &self,
        account: &str,
        payment: &str,
        amount_minor: i64,
        reference: &str,
    ) -> Result<(), PaymentError>;

    /// What has become of a checkout of a subscription; `None` as long as nobody has finished it.
    async fn subscription_of_checkout(
        &self,
        account: &str,
        checkout: &str,
    ) -> Result<Option<SubscriptionFacts>, PaymentError>;
    /// A subscription with its paid invoices.
    async fn subscription(&self, account: &str, subscription: &str) -> Result<SubscriptionFacts, PaymentError>;
    /// Moves a subscription to another plan.
    async fn change_subscription(&self, account: &str, change: &ChangeSubscription) -> Result<(), PaymentError>;
    /// Ends a subscription with the period that is paid, or takes that back.
    async fn cancel_at_period_end(&self, account: &str, subscription: &str, cancel: bool) -> Result<(), PaymentError>;
    /// Ends a subscription now; one that is over already stays as it is.
    async fn cancel_now(&self, account: &str, subscription: &str) -> Result<(), PaymentError>;
    /// The provider's page on which a member changes the card and reads invoices.
    async fn portal(&self, account: &str, customer: &str, return_url: &str) -> Result<String, PaymentError>;

    /// Everything that happened on the account since a time, as far back as the provider remembers: what it told of, and what it
    /// told of in vain.
    async fn events_since(&self, account: &str, since: DateTime<Utc>) -> Result<Vec<Event>, PaymentError>;
    /// Reads an event after checking its signature over the raw bytes.
    ///
    /// # Errors
    /// When the signature is not the provider's, too old, or the body is no event.
    fn event(&self, body: &[u8], signature: &str, now: DateTime<Utc>) -> Result<Event, EventError>;
}
