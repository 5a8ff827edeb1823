//! A line to the database that breaks in the middle: all of it has happened or nothing, and the next try brings it to its end once.
//! With `TONEWOOD_LONG` at every question that is asked.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use model::payment_events::{self, EventSubject, PaymentEvent};
use testkit::{Line, Lost};

use super::*;

/// At every so many questions the line breaks.
fn stride() -> usize {
    if testkit::is_long() { 1 } else { 5 }
}

/// What a purchase has left in the tables.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Traces {
    #[diesel(sql_type = BigInt)]
    rights: i64,
    #[diesel(sql_type = BigInt)]
    sales: i64,
    #[diesel(sql_type = BigInt)]
    refunds: i64,
    #[diesel(sql_type = BigInt)]
    receipts: i64,
}

const NOTHING: Traces = Traces { rights: 0, sales: 0, refunds: 0, receipts: 0 };
const GRANTED: Traces = Traces { rights: 1, sales: 1, refunds: 0, receipts: 1 };
const GIVEN_BACK: Traces = Traces { rights: 0, sales: 1, refunds: 1, receipts: 1 };

async fn traces(c: &mut Connection, id: PurchaseId) -> Traces {
    let of = format!("purchase_id = '{id}'");
    diesel::sql_query(format!(
        "SELECT (SELECT count(*) FROM entitlements WHERE {of} AND revoked_at IS NULL) AS rights,
            (SELECT count(*) FROM ledger_transactions WHERE {of} AND kind = 'sale') AS sales,
            (SELECT count(*) FROM ledger_transactions WHERE {of} AND kind = 'refund') AS refunds,
            (SELECT count(*) FROM graphile_worker._private_jobs j
             JOIN graphile_worker._private_tasks t ON t.id = j.task_id
             WHERE t.identifier = 'send_receipt' AND j.payload->>'purchase_id' = '{id}') AS receipts"
    ))
    .get_result(c)
    .await
    .unwrap()
}

/// Settles over a line that breaks there; false when it held until the end.
async fn over(line: &Line, at: (usize, Lost), id: PurchaseId, money: &PaymentStanding) -> bool {
    let pool = model::database::pool(line.url(), 1).unwrap();
    let mut broken = pool.get().await.unwrap();
    line.cut_at(at.0, at.1);
    let settled = purchases::settle(&mut broken, id, money, Utc::now()).await;
    let broke = line.mend();
    assert_eq!(settled.is_err(), broke, "at question {at:?}: {settled:?}");
    broke
}

#[tokio::test]
async fn a_completion_that_breaks_off_is_completed_once() {
    let db = Db::new().await;
    let (c, line) = (&mut db.connection().await, db.line());
    let (ode, release) = for_ten_euros(c, None).await;
    let mut cuts = 0;
    for lost in [Lost::Question, Lost::Answer] {
        for question in (1..).step_by(stride()) {
            let new = of_ten_euros(&ode, &release, &format!("ann{cuts}@example.org"));
            let begun = purchases::begin(c, &new, Utc::now()).await.unwrap();
            let money = paid(&begun);
            let broke = over(&line, (question, lost), begun.id, &money).await;
            let again = purchases::settle(c, begun.id, &money, Utc::now()).await.unwrap();
            assert_eq!(traces(c, begun.id).await, GRANTED, "question {question}, {lost:?}");
            if !broke {
                assert_eq!(again, Settled::Unchanged);
                break;
            }
            cuts += 1;
        }
    }
    println!("{cuts} completions broken off, each granted once");
    assert!(cuts * stride() > 60, "{cuts}");
    assert_eq!(ledger::check(c).await.unwrap(), []);
}

#[tokio::test]
async fn a_refund_that_breaks_off_is_all_or_nothing() {
    let db = Db::new().await;
    let (c, line) = (&mut db.connection().await, db.line());
    let (ode, release) = for_ten_euros(c, None).await;
    for lost in [Lost::Question, Lost::Answer] {
        for question in (1..).step_by(stride()) {
            let new = of_ten_euros(&ode, &release, "ann@example.org");
            let begun = purchases::begin(c, &new, Utc::now()).await.unwrap();
            let money = paid(&begun);
            assert_eq!(traces(c, begun.id).await, NOTHING);
            purchases::settle(c, begun.id, &money, Utc::now()).await.unwrap();
            let back = PaymentStanding { refunded_minor: 1000, ..money };
            let broke = over(&line, (question, lost), begun.id, &back).await;
            // A lock waits until the server has noticed that nobody is there any more.
            run(c, &format!("SELECT 1 FROM purchases WHERE id = '{}' FOR UPDATE", begun.id)).await;
            let then = traces(c, begun.id).await;
            assert!(then == GRANTED || then == GIVEN_BACK, "question {question}, {lost:?}: {then:?}");
            purchases::settle(c, begun.id, &back, Utc::now()).await.unwrap();
            assert_eq!(traces(c, begun.id).await, GIVEN_BACK, "question {question}, {lost:?}");
            if !broke {
                break;
            }
        }
    }
    assert_eq!(ledger::check(c).await.unwrap(), []);
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    events: i64,
    #[diesel(sql_type = BigInt)]
    jobs: i64,
}

#[tokio::test]
async fn an_event_that_breaks_off_is_kept_with_its_job_or_told_again() {
    let db = Db::new().await;
    let (c, line) = (&mut db.connection().await, db.line());
    for lost in [Lost::Question, Lost::Answer] {
        for question in 1.. {
            let event = PaymentEvent {
                provider: ProviderName::Stripe,
                event_id: format!("evt_{lost:?}_{question}"),
                account: "acct".to_owned(),
                kind: "charge.refunded".to_owned(),
                subject: EventSubject::Payment,
                object_id: "pi".to_owned(),
            };
            let pool = model::database::pool(line.url(), 1).unwrap();
            let mut broken = pool.get().await.unwrap();
            line.cut_at(question, lost);
            let kept = payment_events::keep(&mut broken, &event).await;
            let broke = line.mend();
            assert_eq!(kept.is_err(), broke);
            // Whoever tells of it got no answer, and tells again.
            payment_events::keep(c, &event).await.unwrap();
            let id = &event.event_id;
            let sql = format!(
                "SELECT (SELECT count(*) FROM payment_events WHERE event_id = '{id}') AS events,
                    (SELECT count(*) FROM graphile_worker._private_jobs WHERE payload->>'event_id' = '{id}') AS jobs"
            );
            let waiting: Waiting = diesel::sql_query(sql).get_result(c).await.unwrap();
            assert_eq!((waiting.events, waiting.jobs), (1, 1), "question {question}, {lost:?}");
            if !broke {
                break;
            }
        }
    }
}
