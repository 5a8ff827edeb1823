//! The provider is away for an hour, or its news or its keys are: what a buyer reads, and that nothing is lost.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::RunQueryDsl;
use model::jobs::{self, ReconcilePayments, SweepPayments};
use model::ledger;
use model::payment_events::{self, EventSubject, PaymentEvent};
use model::purchases::PurchaseKind;
use model::sellers::ProviderName;
use testkit::Health;
use worker::payments::Payments;

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

/// Lets a worker try everything until it gives up.
async fn try_until_it_gives_up(app: &TestApp, worker: &worker::Context) {
    for _ in 0..10 {
        let due = "UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts < max_attempts";
        diesel::sql_query(due).execute(&mut *app.db().await).await.unwrap();
        worker::run_pending(worker.clone(), &app.database_url(), Duration::from_secs(10)).await.unwrap();
    }
}

/// A worker of the same instance that was started without the keys of Stripe.
fn without_keys(app: &TestApp) -> worker::Context {
    let mut settings = (*app.context.settings).clone();
    settings.stripe = None;
    let payments = Payments::of(&settings, app.pool());
    worker::Context { payments, settings: Arc::new(settings), ..app.context.clone() }
}

/// How many events wait to be looked at.
async fn waiting(app: &TestApp) -> i64 {
    payment_events::waiting(&mut *app.db().await).await.unwrap().iter().map(|waiting| waiting.count).sum()
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

    // Stripe makes no page that ends within half an hour.
    let later = "UPDATE purchases SET expires_at = expires_at - interval '25 minutes'";
    diesel::sql_query(later).execute(&mut *app.db().await).await.unwrap();
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
    try_until_it_gives_up(app, &app.context).await;
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
async fn what_was_told_waits_until_the_keys_are_back() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let bought = stage.order(PurchaseKind::Release, "buyer@example.org").await;
    stripe.pay(&bought.checkout, &GERMAN).unwrap();
    for event in stripe.take_events() {
        assert_eq!(stage.with.tell(&event).await, StatusCode::OK);
    }
    let told = waiting(app).await;
    assert!(told > 0);

    let keyless = without_keys(app);
    try_until_it_gives_up(app, &keyless).await;
    an_hour_later(app).await;
    jobs::enqueue(&mut *app.db().await, &SweepPayments {}).await.unwrap();
    try_until_it_gives_up(app, &keyless).await;
    assert_eq!((waiting(app).await, stage.find(bought.purchase).await.state), (told, PurchaseState::Open));
    let (_, admin) = app.admin().await;
    let jobs_page = admin.get("/admin/jobs").await;
    assert!(jobs_page.text().contains("stripe is not set up here"), "{}", jobs_page.text());
    let money = admin.get("/admin/money").await;
    assert!(money.text().contains(&format!("Events of Stripe that wait: {told}, the first since")), "{}", money.text());

    jobs::enqueue(&mut *app.db().await, &SweepPayments {}).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!((waiting(app).await, stage.find(bought.purchase).await.state), (0, PurchaseState::Paid));
    assert_eq!(app.mails_to("buyer@example.org"), 1, "one receipt");
    assert_eq!(ledger::check(&mut *app.db().await).await.unwrap(), []);
    assert!(!admin.get("/admin/money").await.text().contains("that wait"));
}

#[actix_web::test]
async fn an_admin_reads_why_events_wait() {
    let app = TestApp::start().await;
    let event = PaymentEvent {
        provider: ProviderName::Stripe,
        event_id: "evt_1".to_owned(),
        account: "acct_1".to_owned(),
        kind: "charge.refunded".to_owned(),
        subject: EventSubject::Payment,
        object_id: "pi_1".to_owned(),
    };
    payment_events::keep(&mut *app.db().await, &event).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!(waiting(&app).await, 1);
    let (_, admin) = app.admin().await;
    let page = admin.get("/admin/money").await;
    let notice = page.texts(".notice").join(" ");
    assert!(notice.contains("Events of Stripe that wait: 1") && notice.contains("not set up here"), "{notice}");
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
    try_until_it_gives_up(app, &app.context).await;
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
