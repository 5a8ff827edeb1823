//! Eight buyers at once on a database that is restarted and crashes: what was acknowledged stays, and the books add up. With
//! `TONEWOOD_LONG` ten restarts and ten crashes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use model::Pool;
use testkit::OwnPostgres;

use super::*;
use crate::support::build;

const BUYERS: usize = 8;

/// Buys once, and gives it back where that is wanted.
async fn buy(pool: &Pool, new: &NewPurchase, gives_back: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut c = pool.get().await?;
    let begun = match purchases::begin(&mut c, new, Utc::now()).await {
        Err(PurchaseError::Database(error)) => return Err(error.into()),
        begun => begun.unwrap(),
    };
    let money = paid(&begun);
    purchases::settle(&mut c, begun.id, &money, Utc::now()).await?;
    if gives_back {
        let back = PaymentStanding { refunded_minor: begun.amount_minor, ..money };
        purchases::settle(&mut c, begun.id, &back, Utc::now()).await?;
    }
    Ok(())
}

/// The same until it is acknowledged.
async fn buy_in_the_end(pool: &Pool, new: &NewPurchase, gives_back: bool) {
    let started = Instant::now();
    while let Err(error) = buy(pool, new, gives_back).await {
        assert!(started.elapsed() < Duration::from_secs(60), "the database does not come back: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_buyers_and_a_database_that_goes_away() {
    let (troubles, each) = if testkit::is_long() { (20, 6) } else { (2, 3) };
    let mut postgres = tokio::task::spawn_blocking(|| OwnPostgres::start().unwrap()).await.unwrap();
    build(postgres.url()).await.unwrap();
    let pool = model::database::pool(&postgres.url(), BUYERS).unwrap();
    let (euros, yen) = {
        let c = &mut pool.get().await.unwrap();
        let euros = for_ten_euros(c, None).await;
        let (uta, _) = artist(c, "uta").await;
        let release = published(c, &uta, "Ebb").await;
        let price = "price_mode = 'fixed', price_amount_minor = 1000, price_currency = 'JPY'";
        run(c, &format!("UPDATE releases SET {price} WHERE id = '{}'", release.id)).await;
        (euros, (uta, release))
    };
    let mut acknowledged: Vec<(PurchaseId, PurchaseState)> = Vec::new();
    for trouble in 0..troubles {
        let done = AtomicUsize::new(0);
        let buyer = async |buyer: usize| {
            let mut bought = Vec::new();
            for number in 0..each {
                let email = format!("buyer{trouble}.{buyer}.{number}@example.org");
                let new = if buyer.is_multiple_of(2) {
                    of_ten_euros(&euros.0, &euros.1, &email)
                } else {
                    NewPurchase { currency: "JPY".to_owned(), ..of_ten_euros(&yen.0, &yen.1, &email) }
                };
                let gives_back = (buyer + number).is_multiple_of(3);
                buy_in_the_end(&pool, &new, gives_back).await;
                done.fetch_add(1, Ordering::SeqCst);
                bought.push((new.id, if gives_back { PurchaseState::Refunded } else { PurchaseState::Paid }));
            }
            bought
        };
        let goes_away = async {
            while done.load(Ordering::SeqCst) < BUYERS * each / 3 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::task::block_in_place(|| if trouble % 2 == 0 { postgres.crash() } else { postgres.restart() })
                .unwrap();
        };
        let (bought, ()) = tokio::join!(join_all((0..BUYERS).map(buyer)), goes_away);
        acknowledged.extend(bought.into_iter().flatten());
    }
    // The last crash may be a moment ago.
    let started = Instant::now();
    let mut c = loop {
        match pool.get().await {
            Ok(c) => break c,
            Err(error) => assert!(started.elapsed() < Duration::from_secs(30), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    for (id, expected) in &acknowledged {
        assert_eq!(state(&mut c, *id).await, *expected, "what was acknowledged stays");
    }
    assert_eq!(acknowledged.len(), troubles * BUYERS * each);
    assert_eq!(ledger::check(&mut c).await.unwrap(), []);
    println!("{} sales of {BUYERS} buyers over {troubles} times that the database went away", acknowledged.len());
    drop(c);
    drop(pool);
    tokio::task::spawn_blocking(|| drop(postgres)).await.unwrap();
}
