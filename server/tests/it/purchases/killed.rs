//! A worker that is killed between charge and grant: what was paid is granted once. With `TONEWOOD_LONG` a hundred times.

use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use model::ledger;
use model::purchases::PurchaseKind;
use testkit::StripeDouble;

use super::stage::{GERMAN, Stage};
use super::*;
use crate::support::WorkerProcess;

/// A worker that asks the double.
fn worker(stage: &Stage) -> WorkerProcess {
    let settings = [
        ("TONEWOOD_STRIPE_SECRET_KEY", StripeDouble::SECRET_KEY),
        ("TONEWOOD_STRIPE_WEBHOOK_SECRET", StripeDouble::WEBHOOK_SECRET),
        ("TONEWOOD_STRIPE_API_BASE", stage.with.stripe.base()),
    ];
    WorkerProcess::start(&stage.with.app, &settings)
}

async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} does not happen");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    let counted = diesel::sql_query(format!("SELECT count(*) AS n FROM {sql}"));
    let found: Count = counted.get_result(&mut *app.db().await).await.unwrap();
    found.n
}

#[actix_web::test]
async fn what_was_paid_is_granted_once_whenever_the_worker_is_killed() {
    let kills = if testkit::is_long() { 100 } else { 3 };
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let mut bought = Vec::new();
    for life in 0..kills {
        // Two for this life, so that there always is one in the middle.
        for _ in 0..2 {
            let order = stage.order(PurchaseKind::Release, &format!("buyer-{}@example.org", bought.len())).await;
            stripe.pay(&order.checkout, &GERMAN).unwrap();
            bought.push(order.purchase);
        }
        for event in stripe.take_events() {
            assert_eq!(stage.with.tell(&event).await, StatusCode::OK);
        }
        // A look is two or three calls and then a transaction: killed after the first of them, the second, and so on.
        let (calls, worker) = (stripe.calls(), worker(&stage));
        until("a call to Stripe", async || stripe.calls() > calls + life % 7).await;
        drop(worker);
    }
    let last = worker(&stage);
    until("the end of the work", async || count(app, "payment_events WHERE processed_at IS NULL").await == 0).await;
    let receipts = "graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
        WHERE t.identifier = 'send_receipt'";
    until("the last receipt", async || count(app, receipts).await == 0).await;
    drop(last);

    let twice = "(SELECT purchase_id FROM entitlements WHERE revoked_at IS NULL GROUP BY 1 HAVING count(*) > 1) AS t";
    assert_eq!(count(app, twice).await, 0);
    assert_eq!(count(app, "entitlements WHERE revoked_at IS NULL").await, bought.len() as i64);
    assert_eq!(count(app, "ledger_transactions WHERE kind = 'sale'").await, bought.len() as i64);
    let paid = app.purchases().await.into_iter().filter(|one| one.state == PurchaseState::Paid).count();
    assert_eq!(paid, bought.len(), "nothing that was paid is lost");
    assert_eq!(ledger::check(&mut *app.db().await).await.unwrap(), []);
    println!("{kills} kills, {paid} sales, each granted once");
}
