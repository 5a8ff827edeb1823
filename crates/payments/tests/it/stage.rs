//! What buyers, sellers and banks do, with every provider.

use std::sync::Arc;

use async_trait::async_trait;
use payments::{
    MemoryStore, Onboarding, Outcome, Payer, Provider, Sandbox, SandboxStore, StoreError, Stripe, StripeSettings,
    TestCard,
};
use testkit::{Buyer, StripeDouble};

use crate::seller;

#[async_trait]
pub(crate) trait Stage: Send + Sync {
    fn provider(&self) -> &dyn Provider;
    async fn onboard(&self, account: &str);
    async fn pay(&self, checkout: &str);
    async fn decline(&self, checkout: &str);
    async fn dispute(&self, payment: &str);
    async fn decide(&self, payment: &str, won: bool);
    async fn refund_at_desk(&self, payment: &str, amount_minor: i64);
    async fn renew(&self, subscription: &str, card_works: bool);
    async fn retry(&self, subscription: &str);
    async fn give_up(&self, subscription: &str);
}

/// Runs expectations over every provider, each with an account that can be paid.
pub(crate) async fn over_every_provider<F: AsyncFn(&dyn Stage, &str)>(expectations: F) {
    let stages: [Box<dyn Stage>; 2] = [Box::new(sandbox()), Box::new(WithDouble::start().await)];
    for stage in stages {
        let account = stage.provider().create_account(&seller("ode")).await.unwrap();
        stage.onboard(&account).await;
        expectations(&*stage, &account).await;
    }
}

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::new(Arc::new(Crowded::default()), "http://127.0.0.1:7000".to_owned())
}

/// A store that lets others go first, as a database may.
#[derive(Default)]
struct Crowded(MemoryStore);

#[async_trait]
impl SandboxStore for Crowded {
    async fn get(&self, id: &str) -> Result<Option<(serde_json::Value, i64)>, StoreError> {
        tokio::task::yield_now().await;
        self.0.get(id).await
    }

    async fn put(&self, id: &str, value: &serde_json::Value, expected: i64) -> Result<bool, StoreError> {
        tokio::task::yield_now().await;
        self.0.put(id, value, expected).await
    }
}

fn payer(card: TestCard) -> Payer {
    Payer { card, country_billing: "FR".to_owned(), country_card: "BE".to_owned() }
}

#[async_trait]
impl Stage for Sandbox {
    fn provider(&self) -> &dyn Provider {
        self
    }

    async fn onboard(&self, account: &str) {
        Sandbox::onboard(self, account, Onboarding::Complete).await.unwrap();
    }

    async fn pay(&self, checkout: &str) {
        let outcome = Sandbox::pay(self, checkout, &payer(TestCard::Pays)).await.unwrap();
        assert!(matches!(outcome, Outcome::Paid(Some(_))), "{outcome:?}");
    }

    async fn decline(&self, checkout: &str) {
        assert_eq!(Sandbox::pay(self, checkout, &payer(TestCard::Declined)).await.unwrap(), Outcome::Declined);
    }

    async fn dispute(&self, payment: &str) {
        self.open_dispute(payment).await.unwrap();
    }

    async fn decide(&self, payment: &str, won: bool) {
        self.close_dispute(payment, won).await.unwrap();
    }

    async fn refund_at_desk(&self, payment: &str, amount_minor: i64) {
        Sandbox::refund_at_desk(self, payment, amount_minor).await.unwrap();
    }

    async fn renew(&self, subscription: &str, card_works: bool) {
        Sandbox::renew(self, subscription, card_works).await.unwrap();
    }

    async fn retry(&self, subscription: &str) {
        self.retry_payment(subscription).await.unwrap();
    }

    async fn give_up(&self, subscription: &str) {
        Sandbox::give_up(self, subscription).await.unwrap();
    }
}

/// Stripe, speaking to its double.
pub(crate) struct WithDouble {
    pub double: StripeDouble,
    pub stripe: Stripe,
}

impl WithDouble {
    pub(crate) async fn start() -> Self {
        let double = StripeDouble::start().await.unwrap();
        let stripe = Stripe::new(StripeSettings {
            secret_key: StripeDouble::SECRET_KEY.to_owned(),
            webhook_secret: StripeDouble::WEBHOOK_SECRET.to_owned(),
            api_base: Some(double.base().to_owned()),
        });
        Self { double, stripe }
    }
}

#[async_trait]
impl Stage for WithDouble {
    fn provider(&self) -> &dyn Provider {
        &self.stripe
    }

    async fn onboard(&self, account: &str) {
        self.double.onboard(account, true, true).unwrap();
    }

    async fn pay(&self, checkout: &str) {
        self.double.pay(checkout, &Buyer { country_billing: "FR", country_card: "BE" }).unwrap();
    }

    async fn decline(&self, checkout: &str) {
        self.double.decline(checkout).unwrap();
    }

    async fn dispute(&self, payment: &str) {
        self.double.open_dispute(payment).unwrap();
    }

    async fn decide(&self, payment: &str, won: bool) {
        self.double.close_dispute(payment, won).unwrap();
    }

    async fn refund_at_desk(&self, payment: &str, amount_minor: i64) {
        self.double.refund(payment, amount_minor).unwrap();
    }

    async fn renew(&self, subscription: &str, card_works: bool) {
        self.double.renew(subscription, card_works).unwrap();
    }

    async fn retry(&self, subscription: &str) {
        self.double.retry(subscription).unwrap();
    }

    async fn give_up(&self, subscription: &str) {
        self.double.give_up(subscription).unwrap();
    }
}
