//! Many at once: double clicks, two tabs, retries that overtake each other.

use std::sync::Arc;

use futures::future::join_all;
use payments::{MemoryStore, Onboarding, Outcome, Payer, Provider as _, Sandbox, TestCard};

use crate::stage::{over_every_provider, sandbox};
use crate::{sale, seller};

#[tokio::test]
async fn a_crowd_that_asks_for_one_checkout_gets_one_and_pays_it_once() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let wanted = sale("one", 900, "EUR");
        let made = join_all((0..20).map(|_| provider.checkout(account, &wanted))).await;
        let ids: Vec<_> = made.into_iter().map(|made| made.unwrap().id).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{}: {ids:?}", provider.name());
        stage.pay(&ids[0]).await;
        let payment = provider.payment_of_checkout(account, &ids[0]).await.unwrap().payment.unwrap();
        for refund in join_all((0..20).map(|_| provider.refund(account, &payment, 300, "same"))).await {
            refund.unwrap();
        }
        assert_eq!(provider.payment(account, &payment).await.unwrap().refunded_minor, 300);
        let names: Vec<_> = (0..20).map(|number| format!("refund {number}")).collect();
        let refunds = join_all(names.iter().map(|name| provider.refund(account, &payment, 100, name))).await;
        assert_eq!(
            refunds.iter().filter(|refund| refund.is_ok()).count(),
            6,
            "{}: no more than was paid",
            provider.name()
        );
        assert_eq!(provider.payment(account, &payment).await.unwrap().refunded_minor, 900);
    })
    .await;
}

#[tokio::test]
async fn of_many_clicks_on_the_sandboxs_button_one_pays() {
    let ours = sandbox();
    let account = ours.create_account(&seller("ode")).await.unwrap();
    ours.onboard(&account, Onboarding::Complete).await.unwrap();
    let checkout = ours.checkout(&account, &sale("one", 900, "EUR")).await.unwrap();
    let payer = Payer { card: TestCard::Pays, country_billing: "DE".to_owned(), country_card: "DE".to_owned() };
    let clicks = join_all((0..20).map(|_| ours.pay(&checkout.id, &payer))).await;
    let paid = clicks.into_iter().filter(|click| matches!(click, Ok(Outcome::Paid(Some(_))))).count();
    assert_eq!(paid, 1);
}

#[tokio::test]
async fn the_sandbox_remembers_when_it_starts_again() {
    let store = Arc::new(MemoryStore::default());
    let start = || Sandbox::new(store.clone(), "http://127.0.0.1:7000".to_owned());
    let before = start();
    let account = before.create_account(&seller("ode")).await.unwrap();
    before.onboard(&account, Onboarding::WithoutBank).await.unwrap();
    let checkout = before.checkout(&account, &sale("one", 900, "EUR")).await.unwrap();
    let after = start();
    let facts = after.account(&account).await.unwrap();
    assert!(facts.charges_enabled && !facts.payouts_enabled, "{facts:?}");
    assert_eq!(after.look_at_checkout(&checkout.id).await.unwrap().amount_minor, 900);
    assert_eq!(after.checkout(&account, &sale("one", 900, "EUR")).await.unwrap().id, checkout.id);
}
