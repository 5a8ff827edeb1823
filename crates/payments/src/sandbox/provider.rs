use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Sandbox;
use super::kept::{Account, Refund};
use crate::{
    AccountFacts, ChangeSubscription, Checkout, Event, EventError, NewAccount, NewCheckout, PaymentError, PaymentFacts,
    Provider, SubscriptionFacts,
};

#[async_trait]
impl Provider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    async fn create_account(&self, new: &NewAccount) -> Result<String, PaymentError> {
        self.make_account(new).await
    }

    async fn onboarding(&self, account: &str, return_url: &str, _refresh_url: &str) -> Result<String, PaymentError> {
        self.page_of_account(account, return_url).await
    }

    async fn account(&self, account: &str) -> Result<AccountFacts, PaymentError> {
        let kept: Account = self.shelf.get(account).await?;
        Ok(super::accounts::facts(&kept))
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
        self.give_back(account, payment, &Refund { reference: reference.to_owned(), amount_minor }).await
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

    async fn events_since(&self, _account: &str, _since: DateTime<Utc>) -> Result<Vec<Event>, PaymentError> {
        // Its page tells of what happens in the same request: nothing is on its way that could get lost.
        Ok(Vec::new())
    }

    fn event(&self, body: &[u8], signature: &str, now: DateTime<Utc>) -> Result<Event, EventError> {
        self.read_event(body, signature, now)
    }
}
