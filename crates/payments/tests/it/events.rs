use chrono::{Duration, Utc};
use payments::{EventError, Onboarding, Outcome, Payer, Provider as _, Subject, TestCard};
use testkit::{Buyer, StripeDouble};

use crate::stage::{Stage as _, WithDouble, sandbox};
use crate::{sale, seller};

#[tokio::test]
async fn stripes_events_lead_to_what_changed() {
    let stage = WithDouble::start().await;
    let account = stage.provider().create_account(&seller("ode")).await.unwrap();
    stage.onboard(&account).await;
    let checkout = stage.provider().checkout(&account, &sale("one", 900, "EUR")).await.unwrap();
    stage.double.pay(&checkout.id, &Buyer { country_billing: "FR", country_card: "FR" }).unwrap();
    let payment = stage.provider().payment_of_checkout(&account, &checkout.id).await.unwrap().payment.unwrap();
    stage.refund_at_desk(&payment, 100).await;
    stage.dispute(&payment).await;

    let now = Utc::now();
    let sent = stage.double.take_events();
    let mut subjects = Vec::new();
    for event in &sent {
        let signature = stage.double.sign(&event.body, now.timestamp());
        let read = stage.stripe.event(event.body.as_bytes(), &signature, now).unwrap();
        assert_eq!(
            (read.id.as_str(), read.kind.as_str(), read.account.as_str()),
            (&*event.id, &*event.kind, &*account)
        );
        subjects.push(read.subject);

        let forged = StripeDouble::SECRET_KEY;
        assert_eq!(stage.stripe.event(event.body.as_bytes(), forged, now), Err(EventError::Forged));
        assert_eq!(stage.stripe.event(b"{}", &signature, now), Err(EventError::Forged));
        let late = now + Duration::minutes(6);
        assert_eq!(stage.stripe.event(event.body.as_bytes(), &signature, late), Err(EventError::Stale));
    }
    assert!(subjects.contains(&Subject::Account(account.clone())));
    assert!(subjects.contains(&Subject::Checkout(checkout.id)));
    assert!(subjects.iter().filter(|subject| **subject == Subject::Payment(payment.clone())).count() >= 3);
}

#[tokio::test]
async fn the_sandbox_signs_its_own() {
    let (ours, other) = (sandbox(), sandbox());
    let account = ours.create_account(&seller("ode")).await.unwrap();
    let onboarded = ours.onboard(&account, Onboarding::Complete).await.unwrap();
    let checkout = ours.checkout(&account, &sale("one", 900, "EUR")).await.unwrap();
    let payer = |card| Payer { card, country_billing: "DE".to_owned(), country_card: "DE".to_owned() };
    assert_eq!(ours.pay(&checkout.id, &payer(TestCard::NeedsProof)).await.unwrap(), Outcome::Proof);
    assert_eq!(ours.prove(&checkout.id, &payer(TestCard::NeedsProof), false).await.unwrap(), Outcome::Declined);
    assert_eq!(ours.pay(&checkout.id, &payer(TestCard::NeedsProof)).await.unwrap(), Outcome::Proof);
    let outcome = ours.prove(&checkout.id, &payer(TestCard::NeedsProof), true).await.unwrap();
    let Outcome::Paid(Some(paid)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ours.pay(&checkout.id, &payer(TestCard::Pays)).await.unwrap(), Outcome::Paid(None), "a second click");

    let now = Utc::now();
    for event in [onboarded, paid] {
        let (body, signature) = ours.signed(&event, now);
        assert_eq!(ours.event(&body, &signature, now), Ok(event.clone()));
        assert_eq!(other.event(&body, &signature, now), Err(EventError::Forged), "another sandbox");
        assert_eq!(ours.event(&body, &signature, now + Duration::minutes(6)), Err(EventError::Stale));
        assert_eq!(ours.event(&body, "", now), Err(EventError::Forged));
    }
}
