//! Artists who can be paid, by the sandbox and by the double of Stripe.

use chrono::Utc;
use model::artists::Artist;
use model::purchases::Purchase;
use model::sellers::{self, SellerChanges};
use payments::{NewAccount, Onboarding};
use reqwest::{Method, StatusCode};
use testkit::{Sent, StripeDouble};
use worker::settling;

use super::TestApp;

impl TestApp {
    /// Lets an artist in the Netherlands be paid: an account with the sandbox, for which everything is told. Gives its id.
    pub async fn seller(&self, artist: &Artist) -> String {
        let account = self.seller_account(artist).await;
        self.app.payments.sandbox().unwrap().onboard(&account, Onboarding::Complete).await.unwrap();
        self.seller_onboarded(&account).await;
        account
    }

    /// An account with the provider, of which nothing is told yet.
    async fn seller_account(&self, artist: &Artist) -> String {
        let (name, provider) = self.app.payments.provider().unwrap();
        let new = NewAccount {
            reference: artist.id.to_string(),
            email: "seller@example.org".to_owned(),
            country: "NL".to_owned(),
            name: artist.name.clone(),
            url: format!("{}/@{}", self.url, artist.handle),
        };
        let account = provider.create_account(&new).await.unwrap();
        let db = &mut self.db().await;
        let changes = SellerChanges { country: Some("NL".to_owned()), ..SellerChanges::default() };
        sellers::update(db, artist.id, &changes).await.unwrap();
        sellers::attach_account(db, artist.id, name, &account).await.unwrap();
        account
    }

    /// The provider is asked what the account may do now.
    async fn seller_onboarded(&self, account: &str) {
        let (name, _) = self.app.payments.provider().unwrap();
        settling::account(&self.app.payments, self.pool(), name, account).await.unwrap();
    }

    /// Every purchase there is, the oldest first.
    pub async fn purchases(&self) -> Vec<Purchase> {
        use diesel::{QueryDsl, SelectableHelper};
        use diesel_async::RunQueryDsl;
        use model::schema::purchases;
        let all = purchases::table.order((purchases::created_at, purchases::id));
        all.select(Purchase::as_select()).load(&mut *self.db().await).await.unwrap()
    }

    /// How many of the mails so far went to an address.
    pub fn mails_to(&self, address: &str) -> usize {
        self.mails().iter().filter(|mail| mail.to.contains(address)).count()
    }
}

/// An instance whose money goes through the double of Stripe.
pub struct WithStripe {
    /// The instance.
    pub app: TestApp,
    /// The double.
    pub stripe: StripeDouble,
}

impl WithStripe {
    pub async fn start() -> Self {
        let stripe = StripeDouble::start().await.unwrap();
        let app = TestApp::start_with(|settings| {
            settings
                .with("stripe.secret_key", StripeDouble::SECRET_KEY)
                .with("stripe.webhook_secret", StripeDouble::WEBHOOK_SECRET)
                .with("stripe.api_base", stripe.base())
        })
        .await;
        Self { app, stripe }
    }

    /// Lets an artist be paid. What Stripe tells of it is gone. Gives the account.
    pub async fn seller(&self, artist: &Artist) -> String {
        let account = self.app.seller_account(artist).await;
        self.stripe.onboard(&account, true, true).unwrap();
        self.app.seller_onboarded(&account).await;
        drop(self.stripe.take_events());
        account
    }

    /// Sends what Stripe tells, with its signature of now.
    pub async fn tell(&self, event: &Sent) -> StatusCode {
        self.tell_signed(&event.body, &self.stripe.sign(&event.body, Utc::now().timestamp())).await
    }

    /// Sends a body with any signature.
    pub async fn tell_signed(&self, body: &str, signature: &str) -> StatusCode {
        let visitor = self.app.visitor();
        let request = visitor.request(Method::POST, "/webhooks/stripe").header("stripe-signature", signature);
        visitor.send(request.body(body.to_owned())).await.status
    }

    /// Sends everything that Stripe has to tell, and lets it be looked at.
    pub async fn tell_all(&self) {
        for event in self.stripe.take_events() {
            assert_eq!(self.tell(&event).await, StatusCode::OK);
        }
        self.app.run_pending_jobs().await;
    }
}
