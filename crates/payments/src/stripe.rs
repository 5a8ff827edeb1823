//! Stripe, by direct charges on the sellers' Connect accounts.
//!
//! Every call about a payment goes to the seller's account (`Stripe-Account`), at the version of the API that the library is
//! made for. What is sent is written with the library's types. Of what comes back only the fields we need are read, with
//! types of our own ([`pictures`]): the library's refuse an answer in which any of hundreds of fields is missing.

mod accounts;
mod calls;
mod checkouts;
mod history;
mod payments;
mod pictures;
mod plans;
mod portal;
mod subscriptions;

use std::time::Duration;

use ::stripe::{Client, ClientBuilder};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    AccountFacts, ChangeSubscription, Checkout, Event, EventError, NewAccount, NewCheckout, PaymentError, PaymentFacts,
    Provider, SubscriptionFacts,
};

/// How long one call may take; Stripe itself gives up after about as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// How Stripe is reached.
#[derive(Clone)]
pub struct StripeSettings {
    /// Secret key of the co-op's account.
    pub secret_key: String,
    /// Signing secret of webhooks.
    pub webhook_secret: String,
    /// Address of the API, without a slash at its end; `None` for Stripe's own.
    pub api_base: Option<String>,
}

/// Stripe.
pub struct Stripe {
    /// Nothing where the settings cannot be sent: a key with a line break.
    client: Option<Client>,
    webhook_secret: String,
}

impl Stripe {
    /// Reaches Stripe with these keys.
    #[must_use]
    pub fn new(settings: StripeSettings) -> Self {
        let mut builder = ClientBuilder::new(settings.secret_key).timeout(PATIENCE);
        if let Some(base) = settings.api_base {
            builder = builder.url(format!("{base}/"));
        }
        let client =
            builder.build().inspect_err(|error| tracing::error!(%error, "Stripe's settings cannot be used")).ok();
        Self { client, webhook_secret: settings.webhook_secret }
    }
}

#[async_trait]
impl Provider for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    async fn create_account(&self, new: &NewAccount) -> Result<String, PaymentError> {
        self.make_account(new).await
    }

    async fn onboarding(&self, account: &str, return_url: &str, refresh_url: &str) -> Result<String, PaymentError> {
        self.link_of_account(account, return_url, refresh_url).await
    }

    async fn account(&self, account: &str) -> Result<AccountFacts, PaymentError> {
        self.facts_of_account(account).await
    }

    async fn checkout(&self, account: &str, new: &NewCheckout) -> Result<Checkout, PaymentError> {
        self.make_checkout(account, new).await
    }

    async fn payment_of_checkout(&self, account: &str, checkout: &str) -> Result<PaymentFacts, PaymentError> {
        self.facts_of_checkout(account, checkout).await
    }

    async fn payment(&self, account: &str, payment: &str) -> Result<PaymentFacts, PaymentError> {
        self.facts_of_payment(account, payment).await
    }

    async fn expire_checkout(&self, account: &str, checkout: &str) -> Result<(), PaymentError> {
        self.end_checkout(account, checkout).await
    }

    async fn refund(
        &self,
        account: &str,
        payment: &str,
        amount_minor: i64,
        reference: &str,
    ) -> Result<(), PaymentError> {
        self.give_back(account, payment, amount_minor, reference).await
    }

    async fn subscription_of_checkout(
        &self,
        account: &str,
        checkout: &str,
    ) -> Result<Option<SubscriptionFacts>, PaymentError> {
        self.subscription_facts_of_checkout(account, checkout).await
    }

    async fn subscription(&self, account: &str, subscription: &str) -> Result<SubscriptionFacts, PaymentError> {
        self.facts_of_subscription(account, subscription).await
    }

    async fn change_subscription(&self, account: &str, change: &ChangeSubscription) -> Result<(), PaymentError> {
        self.move_plan(account, change).await
    }

    async fn cancel_at_period_end(&self, account: &str, subscription: &str, cancel: bool) -> Result<(), PaymentError> {
        self.end_with_period(account, subscription, cancel).await
    }

    async fn cancel_now(&self, account: &str, subscription: &str) -> Result<(), PaymentError> {
        self.end_now(account, subscription).await
    }

    async fn portal(&self, account: &str, customer: &str, return_url: &str) -> Result<String, PaymentError> {
        self.page_of_customer(account, customer, return_url).await
    }

    async fn events_since(&self, account: &str, since: DateTime<Utc>) -> Result<Vec<Event>, PaymentError> {
        self.history(account, since).await
    }

    fn event(&self, body: &[u8], signature: &str, now: DateTime<Utc>) -> Result<Event, EventError> {
        crate::signature::check(body, signature, &self.webhook_secret, now)?;
        crate::envelope::read(body)
    }
}
