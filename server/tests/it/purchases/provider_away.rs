//! The provider is away for an hour, or its news are: what a buyer reads, and that nothing is lost.

use diesel_async::RunQueryDsl;
use model::jobs::{self, ReconcilePayments, SweepPayments};
use model::ledger;
use model::purchases::PurchaseKind;
use testkit::Health;

use super::stage::{GERMAN, Stage, named_by};
use super::*;

/// Lets an hour pass for everything that waits.
async fn an_hour_later(app: &TestApp) {
    let db = &mut app.db().await;
    for table in ["payment_events SET received_at = received_at", "purchases SET created_at = created_at"] {
        let sql = format!("UPDATE {table} - interval '61 minutes'");
        diesel::sql_query(sql).execute(db).await.unwrap();
    }
}

/// Lets the queue try everything until it gives up.
async fn try_until_it_gives_up(app: &TestApp) {
    for _ in 0..10 {
        let due = "UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts < max_attempts";
        diesel::sql_query(due).execute(&mut *app.db().await).await.unwrap();
        app.run_pending_jobs().await;
    }
}

#[actix_web::test]
async fn while_stripe_is_away_buying_says_so_and_goes_on_afterwards() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let (visitor, page) = (app.visitor(), urls::money::buy_release(stage.release.id.0));
    stripe.set_health(Health::Answers(503));
    assert_eq!(visitor.get("/@ode/low").await.status, StatusCode::OK, "pages do not ask Stripe");
    let away = order(&visitor, &page, &AGREED).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(away.text().contains("Nothing was taken, and your order is kept"), "{}", away.text());
    let again = away.attribute("main a.btn, main a.key", "href").unwrap();
    assert_eq!(visitor.get(&again).await.status, StatusCode::SERVICE_UNAVAILABLE, "it is still away");

    stripe.set_health(Health::Well);
    let back = visitor.get(&again).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    let orders = app.purchases().await;
    assert_eq!(orders.len(), 1, "one order, however often it was tried");
    let checkouts = stripe.checkouts_of(&orders[0].id.to_string());
    assert_eq!(checkouts.len(), 1);
    assert!(back.location().ends_with(&checkouts[0]), "{}", back.location());

    stripe.pay(&checkouts[0], &GERMAN).unwrap();
    stripe.set_health(Health::Answers(500));
    let own = server::purchases::held::page(&app.app, &orders[0]);
    let waiting = visitor.get(&own).await;
    assert_eq!(waiting.status, StatusCode::OK);
    assert_ne!(waiting.texts("h1"), ["Thank you"], "nobody knows yet");
    for event in stripe.take_events() {
        assert_eq!(stage.with.tell(&event).await, StatusCode::OK, "what is told is kept");
    }
    try_until_it_gives_up(app).await;
    assert_eq!(stage.find(orders[0].id).await.state, PurchaseState::Open);

    stripe.set_health(Health::Well);
    an_hour_later(app).await;
    jobs::enqueue(&mut *app.db().await, &SweepPayments {}).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!(stage.find(orders[0].id).await.state, PurchaseState::Paid, "the buyer never came back");
    assert_eq!(visitor.get(&own).await.texts("h1"), ["Thank you"]);
    assert_eq!(app.mails_to("buyer@example.org"), 1, "one receipt");
    assert_eq!(ledger::check(&mut *app.db().await).await.unwrap(), []);
}

#[actix_web::test]
async fn a_refund_of_which_nobody_told_is_found() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let bought = stage.order(PurchaseKind::Release, "buyer@example.org").await;
    stripe.pay(&bought.checkout, &GERMAN).unwrap();
    let told = stripe.take_events();
    let payment = named_by(&told, "payment_intent.succeeded").unwrap();
    for event in &told {
        stage.with.tell(event).await;
    }
    app.run_pending_jobs().await;
    assert_eq!(stage.find(bought.purchase).await.state, PurchaseState::Paid);

    // On Stripe's own pages, and the webhook gets lost.
    stripe.refund(&payment, 900).unwrap();
    drop(stripe.take_events());
    let reconcile = async || {
        jobs::enqueue(&mut *app.db().await, &ReconcilePayments {}).await.unwrap();
        app.run_pending_jobs().await;
    };
    stripe.set_health(Health::Answers(503));
    reconcile().await;
    assert_eq!(stage.find(bought.purchase).await.state, PurchaseState::Paid);
    stripe.set_health(Health::Well);
    try_until_it_gives_up(app).await;
    assert_eq!(stage.find(bought.purchase).await.state, PurchaseState::Refunded);
    assert_eq!(ledger::check(&mut *app.db().await).await.unwrap(), []);

    let seller = model::sellers::of(&mut *app.db().await, stage.artist.id).await.unwrap();
    let since = chrono::Utc::now() - chrono::Duration::hours(1);
    let (_, provider) = app.app.payments.provider().unwrap();
    let told = provider.events_since(seller.provider_account.as_deref().unwrap(), since).await.unwrap();
    let calls = stripe.calls();
    reconcile().await;
    assert!(told.len() >= 5, "{told:?}");
    assert_eq!(stripe.calls(), calls + 1, "what is known is not looked at again");
}

#[actix_web::test]
async fn an_account_that_was_taken_back_stops_nobody() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let (other, ..) = app.artist("other").await;
    let gone = stage.with.seller(&other).await;
    stripe.deauthorize(&gone).unwrap();
    let bought = stage.order(PurchaseKind::Tip, "giver@example.org").await;
    stripe.pay(&bought.checkout, &GERMAN).unwrap();
    drop(stripe.take_events());
    jobs::enqueue(&mut *app.db().await, &ReconcilePayments {}).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!(stage.find(bought.purchase).await.state, PurchaseState::Paid);
}
