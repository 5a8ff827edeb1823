//! Events: forged, stale, repeated, late.

use chrono::{Duration, Utc};
use payments::{Event, Payer, Subject, TestCard};
use reqwest::Method;

use super::*;

async fn send(app: &TestApp, (body, signature): (Vec<u8>, String)) -> StatusCode {
    let visitor = app.visitor();
    let request = visitor.request(Method::POST, "/webhooks/sandbox").header("stripe-signature", signature).body(body);
    visitor.send(request).await.status
}

#[actix_web::test]
async fn only_the_providers_events_count_and_each_once() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let visitor = app.visitor();
    let begun = order(&visitor, &urls::money::buy_release(release.id.0), &AGREED).await;
    let checkout = begun.location().rsplit('/').next().unwrap().to_owned();
    let sandbox = app.app.payments.sandbox().unwrap();
    let payer = Payer { card: TestCard::Pays, country_billing: "DE".to_owned(), country_card: "DE".to_owned() };
    sandbox.pay(&checkout, &payer).await.unwrap();

    let event = Event {
        id: "evt_1".to_owned(),
        kind: "checkout.session.completed".to_owned(),
        account: app.purchases().await[0].provider_account.clone(),
        subject: Subject::Checkout(checkout),
    };
    let (body, signature) = sandbox.signed(&event, Utc::now());
    let mut forged = body.clone();
    forged.push(b' ');
    assert_eq!(send(&app, (forged, signature.clone())).await, StatusCode::BAD_REQUEST, "another body");
    assert_eq!(send(&app, (body.clone(), String::new())).await, StatusCode::BAD_REQUEST, "no signature");
    let stale = sandbox.signed(&event, Utc::now() - Duration::minutes(10));
    assert_eq!(send(&app, stale).await, StatusCode::BAD_REQUEST, "an old one");
    assert_eq!(send(&app, (vec![b'x'; 70_000], signature.clone())).await, StatusCode::PAYLOAD_TOO_LARGE);
    let strangers = Event { id: "evt_0".to_owned(), account: "acct_of_nobody".to_owned(), ..event.clone() };
    assert_eq!(send(&app, sandbox.signed(&strangers, Utc::now())).await, StatusCode::OK, "it is the provider's");
    app.run_pending_jobs().await;
    assert_eq!(app.purchases().await[0].state, PurchaseState::Open, "nothing of it was believed");

    for _ in 0..3 {
        assert_eq!(send(&app, (body.clone(), signature.clone())).await, StatusCode::OK);
    }
    app.run_pending_jobs().await;
    let bought = app.purchases().await;
    assert_eq!(bought.len(), 1);
    assert_eq!(bought[0].state, PurchaseState::Paid, "the buyer never came back, and has it all the same");
    let unknown = Event { id: "evt_2".to_owned(), subject: Subject::Payment("pi_nobody".to_owned()), ..event };
    assert_eq!(send(&app, sandbox.signed(&unknown, Utc::now())).await, StatusCode::OK);
    app.run_pending_jobs().await;
    let mails = app.mails().iter().filter(|mail| mail.to.contains("buyer@example.org")).count();
    assert_eq!(mails, 1, "one receipt");
}
