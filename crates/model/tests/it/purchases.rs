//! Sales: one after the other, many at once, over lines that break, and on a database that goes away.

mod cuts;
mod news;
mod restarts;

use chrono::Utc;
use model::artists::Artist;
use model::ids::PurchaseId;
use model::pricing::Quote;
use model::purchases::{
    self, Dispute, DisputeState, NewPurchase, PaymentStanding, Purchase, PurchaseError, PurchaseKind, PurchaseState,
    Settled,
};
use model::releases::Release;
use model::sellers::ProviderName;
use model::{Connection, accounts, ledger};

use crate::support::{Db, account, artist, published, run};

fn of_ten_euros(artist: &Artist, release: &Release, email: &str) -> NewPurchase {
    let quote = Quote {
        amount_minor: 1000,
        tax_minor: 0,
        tax_rate_bp: 0,
        processor_fee_minor: 40,
        co_op_fee_minor: 50,
        society_minor: 0,
        artist_minor: 910,
    };
    NewPurchase {
        id: PurchaseId::new(),
        artist: artist.id,
        kind: PurchaseKind::Release,
        release: Some(release.id),
        track: None,
        membership: None,
        show: None,
        account: None,
        email: email.to_owned(),
        title: release.title.clone(),
        currency: "EUR".to_owned(),
        quote,
        discount_bp: 0,
        country_said: "DE".to_owned(),
        consented: true,
        wants_letters: false,
        note: String::new(),
        provider: ProviderName::Sandbox,
        provider_account: "acct".to_owned(),
    }
}

fn paid(purchase: &Purchase) -> PaymentStanding {
    PaymentStanding {
        payment: Some(format!("pay_{}", purchase.id)),
        paid: true,
        amount_minor: purchase.amount_minor,
        currency: purchase.currency.clone(),
        fee_minor: Some(40),
        ..PaymentStanding::default()
    }
}

async fn for_ten_euros(c: &mut Connection, copies: Option<i32>) -> (Artist, Release) {
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let copies = copies.map_or("NULL".to_owned(), |copies| copies.to_string());
    let set = "price_mode = 'fixed', price_amount_minor = 1000, price_currency = 'EUR'";
    run(c, &format!("UPDATE releases SET {set}, copies = {copies} WHERE id = '{}'", release.id)).await;
    (ode, release)
}

async fn state(c: &mut Connection, id: PurchaseId) -> PurchaseState {
    purchases::find(c, id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_sale_is_completed_once_and_follows_refunds_and_disputes() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, release) = for_ten_euros(c, None).await;
    let new = of_ten_euros(&ode, &release, "ann@example.org");
    let begun = purchases::begin(c, &new, Utc::now()).await.unwrap();
    assert_eq!(purchases::begin(c, &new, Utc::now()).await.unwrap().id, begun.id, "a double click is one order");
    let money = paid(&begun);
    assert_eq!(purchases::settle(c, begun.id, &money, Utc::now()).await.unwrap(), Settled::Completed);
    assert_eq!(purchases::settle(c, begun.id, &money, Utc::now()).await.unwrap(), Settled::Unchanged);
    let sold = purchases::find(c, begun.id).await.unwrap().unwrap();
    assert!(
        sold.invoice_number.as_deref().is_some_and(|number| number.starts_with("ODE-") && number.ends_with("-000001"))
    );
    assert_eq!(ledger::earned(c, ode.id, Utc::now()).await.unwrap(), [("EUR".to_owned(), 910)]);

    let dispute = |state| Dispute { id: "d".to_owned(), state, amount_minor: 1000, fee_minor: 0 };
    let opened = PaymentStanding { disputes: vec![dispute(DisputeState::Open)], ..money.clone() };
    let won = PaymentStanding { disputes: vec![dispute(DisputeState::Won)], ..money.clone() };
    purchases::settle(c, begun.id, &opened, Utc::now()).await.unwrap();
    assert_eq!(state(c, begun.id).await, PurchaseState::Disputed);
    assert_eq!(ledger::check(c).await.unwrap(), []);
    purchases::settle(c, begun.id, &won, Utc::now()).await.unwrap();
    assert_eq!(purchases::settle(c, begun.id, &opened, Utc::now()).await.unwrap(), Settled::Unchanged, "old news");
    assert_eq!(state(c, begun.id).await, PurchaseState::Paid);
    let some = PaymentStanding { refunded_minor: 400, ..won.clone() };
    purchases::settle(c, begun.id, &some, Utc::now()).await.unwrap();
    assert_eq!(state(c, begun.id).await, PurchaseState::Paid, "a partial refund takes nothing away");
    let all = PaymentStanding { refunded_minor: 1000, ..won };
    purchases::settle(c, begun.id, &all, Utc::now()).await.unwrap();
    assert_eq!(state(c, begun.id).await, PurchaseState::Refunded);
    assert_eq!(ledger::check(c).await.unwrap(), []);
    assert_eq!(ledger::earned(c, ode.id, Utc::now()).await.unwrap(), [("EUR".to_owned(), -40)]);
}

#[tokio::test]
async fn what_was_tampered_with_is_not_sold() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, release) = for_ten_euros(c, None).await;
    let right = of_ten_euros(&ode, &release, "ann@example.org");
    for amount in [0, -1000, 1, 999, 1001, i64::MAX, i64::MIN] {
        let new = NewPurchase { quote: Quote { amount_minor: amount, ..right.quote }, ..right.clone() };
        let refused = purchases::begin(c, &new, Utc::now()).await.unwrap_err();
        assert!(matches!(refused, PurchaseError::NotThePrice), "{amount}: {refused}");
    }
    let yen = NewPurchase { currency: "JPY".to_owned(), ..right.clone() };
    assert!(matches!(purchases::begin(c, &yen, Utc::now()).await, Err(PurchaseError::NotThePrice)));
    let begun = purchases::begin(c, &right, Utc::now()).await.unwrap();
    let less = PaymentStanding { amount_minor: 1, ..paid(&begun) };
    assert_eq!(purchases::settle(c, begun.id, &less, Utc::now()).await.unwrap(), Settled::ToRefund);
    let back = PaymentStanding { refunded_minor: 1, ..less };
    assert_eq!(purchases::settle(c, begun.id, &back, Utc::now()).await.unwrap(), Settled::Changed);
    assert_eq!(purchases::settle(c, begun.id, &back, Utc::now()).await.unwrap(), Settled::Unchanged);
    assert_eq!(ledger::check(c).await.unwrap(), []);
}

#[tokio::test]
async fn of_two_hundred_buyers_fifty_get_a_copy() {
    let db = Db::new().await;
    let (ode, release) = for_ten_euros(&mut *db.connection().await, Some(50)).await;
    let buy = async |buyer: usize| {
        let c = &mut db.connection().await;
        let new = of_ten_euros(&ode, &release, &format!("buyer{buyer}@example.org"));
        match purchases::begin(c, &new, Utc::now()).await {
            Ok(begun) => {
                let settled = purchases::settle(c, begun.id, &paid(&begun), Utc::now()).await.unwrap();
                assert_eq!(settled, Settled::Completed);
                purchases::find(c, begun.id).await.unwrap().unwrap().invoice_number
            }
            Err(PurchaseError::SoldOut) => None,
            Err(error) => panic!("{error}"),
        }
    };
    let buyers = futures::future::join_all((0..200).map(buy)).await;
    let mut numbers: Vec<String> = buyers.into_iter().flatten().collect();
    numbers.sort();
    assert_eq!(numbers.len(), 50);
    for (expected, number) in (1..).zip(&numbers) {
        assert!(number.ends_with(&format!("-{expected:06}")), "{number} is not number {expected}");
    }
    let c = &mut db.connection().await;
    assert_eq!(purchases::copies_left(c, release.id, Utc::now()).await.unwrap(), Some(0));
    assert_eq!(ledger::check(c).await.unwrap(), []);
}

#[tokio::test]
async fn what_a_guest_bought_joins_the_account_that_confirms_the_address() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, release) = for_ten_euros(c, None).await;
    let new = of_ten_euros(&ode, &release, "ann@example.org");
    let begun = purchases::begin(c, &new, Utc::now()).await.unwrap();
    purchases::settle(c, begun.id, &paid(&begun), Utc::now()).await.unwrap();
    let bob = account(c, "bob").await;
    assert!(purchases::of_account(c, bob.id).await.unwrap().is_empty());
    accounts::set_email(c, bob.id, "Ann@Example.org").await.unwrap();
    let theirs = purchases::of_account(c, bob.id).await.unwrap();
    assert_eq!(theirs.iter().map(|purchase| purchase.id).collect::<Vec<_>>(), [begun.id]);
}
