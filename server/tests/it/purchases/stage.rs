//! An artist who sells through the double of Stripe, and buyers on its pages.

use chrono::Utc;
use model::artists::Artist;
use model::ids::PurchaseId;
use model::pricing::Quote;
use model::purchases::{self, NewPurchase, Purchase, PurchaseKind};
use model::releases::{PriceMode, Release};
use model::sellers::ProviderName;
use server::purchases::checkout;
use testkit::{Buyer, Sent};

use super::priced;
use crate::support::WithStripe;

/// What a card from Germany says.
pub const GERMAN: Buyer<'static> = Buyer { country_billing: "DE", country_card: "DE" };

/// The instance, and what is sold on it.
pub struct Stage {
    pub with: WithStripe,
    pub artist: Artist,
    /// Its account with the double.
    pub account: String,
    /// Costs €9.
    pub release: Release,
}

/// Somebody who went to pay.
pub struct Order {
    pub purchase: PurchaseId,
    pub checkout: String,
}

impl Stage {
    pub async fn start() -> Self {
        let with = WithStripe::start().await;
        let (artist, ..) = with.app.artist("ode").await;
        let account = with.seller(&artist).await;
        let release = priced(&with.app, &artist, PriceMode::Fixed, 900, None).await;
        Self { with, artist, account, release }
    }

    /// Somebody goes to pay €9 for the release, or to give as much.
    pub async fn order(&self, kind: PurchaseKind, email: &str) -> Order {
        let quote = Quote {
            amount_minor: 900,
            tax_minor: 144,
            tax_rate_bp: 1900,
            processor_fee_minor: 39,
            co_op_fee_minor: 76,
            society_minor: 10,
            artist_minor: 631,
        };
        let new = NewPurchase {
            id: PurchaseId::new(),
            artist: self.artist.id,
            kind,
            release: Some(self.release.id),
            track: None,
            membership: None,
            show: None,
            account: None,
            email: email.to_owned(),
            title: self.release.title.clone(),
            currency: "EUR".to_owned(),
            quote,
            discount_bp: 0,
            country_said: "DE".to_owned(),
            consented: true,
            wants_letters: false,
            note: String::new(),
            provider: ProviderName::Stripe,
            provider_account: self.account.clone(),
        };
        let db = &mut self.with.app.db().await;
        let begun = purchases::begin(db, &new, Utc::now()).await.unwrap();
        assert!(checkout::open(&self.with.app.app, db, &begun).await.is_ok(), "the double has a page to pay on");
        let checkout = self.find(begun.id).await.checkout_id.unwrap();
        Order { purchase: begun.id, checkout }
    }

    /// The purchase as it stands now.
    pub async fn find(&self, id: PurchaseId) -> Purchase {
        purchases::find(&mut *self.with.app.db().await, id).await.unwrap().unwrap()
    }
}

/// The id of what an event of this kind is about.
pub fn named_by(events: &[Sent], kind: &str) -> Option<String> {
    let event = events.iter().find(|event| event.kind == kind)?;
    let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
    body["data"]["object"]["id"].as_str().map(ToOwned::to_owned)
}
