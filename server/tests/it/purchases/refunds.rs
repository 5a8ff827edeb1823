//! Giving back, by the artist and at the provider, and what a bank takes.

use model::ledger::{self, Book};
use model::purchases::PurchaseKind;

use super::stage::{GERMAN, Stage};
use super::*;

#[actix_web::test]
async fn an_artist_gives_a_part_and_then_all_of_it_back() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let visitor = app.visitor();
    let begun = order(&visitor, &urls::money::buy_release(release.id.0), &AGREED).await;
    let own = pay(&app, &visitor, &begun.location()).await;
    let file = visitor.get(&own).await.attribute(".files a", "href").unwrap();

    let list = browser.get("/studio/sales/ode").await;
    assert_eq!(list.texts("td[data-label=What] a"), ["Low by The ode"]);
    let sale = list.attribute("td[data-label=What] a", "href").unwrap();
    let refund = format!("{sale}/refund");
    for amount in ["0", "9.01", "-1", "x", "9223372036854775808"] {
        let answer = browser.submit(&sale, &refund, &[("amount", amount), ("before", "0")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
    }
    let part = browser.submit(&sale, &refund, &[("amount", "4.00"), ("before", "0")]).await;
    assert_eq!(part.status, StatusCode::SEE_OTHER, "{}", part.text());
    assert_eq!(app.purchases().await[0].refunded_minor, 400);
    let twice = browser.submit(&sale, &refund, &[("amount", "4.00"), ("before", "0")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    assert_eq!(app.purchases().await[0].refunded_minor, 400, "a form that is sent twice gives back once");
    assert_eq!(visitor.get(&file).await.status, StatusCode::OK, "a part of it ends nothing");

    let rest = browser.submit(&sale, &refund, &[("amount", "5.00"), ("before", "400")]).await;
    assert_eq!(rest.status, StatusCode::SEE_OTHER);
    assert_eq!(app.purchases().await[0].state, PurchaseState::Refunded);
    assert_eq!(visitor.get(&file).await.status, StatusCode::NOT_FOUND, "with the next request the files are gone");
    assert_eq!(visitor.get(&own).await.texts("h1"), ["The money went back"]);

    app.run_pending_jobs().await;
    let mails = app.mails();
    let told: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.to.contains("buyer@example.org") && mail.subject.starts_with("Your money back"))
        .map(|mail| mail.text.as_str())
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("4.00 EUR") && told[1].contains("5.00 EUR"), "{told:?}");
    assert!(told.iter().all(|text| text.contains(&own)), "the way to how it stands: {told:?}");

    let (_, stranger) = app.fan().await;
    assert_eq!(stranger.get("/studio/sales/ode").await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&sale).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_dispute_takes_the_files_and_a_won_one_gives_them_back() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let visitor = app.visitor();
    let begun = order(&visitor, &urls::money::buy_release(release.id.0), &AGREED).await;
    let own = pay(&app, &visitor, &begun.location()).await;
    let file = visitor.get(&own).await.attribute(".files a", "href").unwrap();
    let desk =
        visitor.get(&path(&app, &begun.location())).await.attribute("a[href^='/sandbox/payments']", "href").unwrap();
    for (act, status, state) in
        [("dispute", StatusCode::NOT_FOUND, PurchaseState::Disputed), ("won", StatusCode::OK, PurchaseState::Paid)]
    {
        let done = visitor.submit(&desk, &desk, &[("act", act)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        app.run_pending_jobs().await;
        assert_eq!(app.purchases().await[0].state, state, "{act}");
        assert_eq!(visitor.get(&file).await.status, status, "{act}");
    }
}

#[actix_web::test]
async fn money_that_could_not_be_taken_goes_back_and_stands_in_the_books() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let limit = ReleaseChanges { copies: Some(Some(1)), ..ReleaseChanges::default() };
    let late = stage.order(PurchaseKind::Release, "late@example.org").await;
    releases::update(&mut *app.db().await, stage.release.id, &limit).await.unwrap();
    let over = "UPDATE purchases SET expires_at = now() - interval '2 days'";
    diesel_async::RunQueryDsl::execute(diesel::sql_query(over), &mut *app.db().await).await.unwrap();
    let first = stage.order(PurchaseKind::Release, "first@example.org").await;
    for order in [&first, &late] {
        stripe.pay(&order.checkout, &GERMAN).unwrap();
        stage.with.tell_all().await;
    }
    stage.with.tell_all().await;
    assert_eq!(stage.find(first.purchase).await.state, PurchaseState::Paid);
    let refused = stage.find(late.purchase).await;
    assert_eq!((refused.state, refused.invoice_number.as_deref()), (PurchaseState::Refunded, None));

    let db = &mut app.db().await;
    let books = ledger::of_purchase(db, late.purchase).await.unwrap();
    let sum = |book| books.iter().filter(|entry| entry.book == book).map(|entry| entry.amount_minor).sum::<i64>();
    assert_eq!((sum(Book::Buyer), sum(Book::CoOp), sum(Book::Tax)), (0, 0, 0), "{books:?}");
    assert!(sum(Book::Processor) > 0 && sum(Book::Artist) == -sum(Book::Processor), "the fee is gone: {books:?}");
    assert_eq!(ledger::check(db).await.unwrap(), []);
    assert_eq!(app.mails_to("late@example.org"), 1, "no receipt, but word of the money");
    let month = chrono::Utc::now().format("%Y-%m");
    let owner = app.signed_in(&model::members::of_artist(db, stage.artist.id).await.unwrap()[0].0).await;
    let statement = owner.get(&format!("/studio/artists/ode/money/statements/{month}")).await;
    for line in ["Payment refused", "Payment returned"] {
        assert!(statement.text().contains(line), "{line}: {}", statement.text());
    }
}
