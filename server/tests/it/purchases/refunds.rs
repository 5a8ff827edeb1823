//! Giving back, by the artist and at the provider, and what a bank takes.

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
    assert_eq!(all(&app).await[0].refunded_minor, 400);
    let twice = browser.submit(&sale, &refund, &[("amount", "4.00"), ("before", "0")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    assert_eq!(all(&app).await[0].refunded_minor, 400, "a form that is sent twice gives back once");
    assert_eq!(visitor.get(&file).await.status, StatusCode::OK, "a part of it ends nothing");

    let rest = browser.submit(&sale, &refund, &[("amount", "5.00"), ("before", "400")]).await;
    assert_eq!(rest.status, StatusCode::SEE_OTHER);
    assert_eq!(all(&app).await[0].state, PurchaseState::Refunded);
    assert_eq!(visitor.get(&file).await.status, StatusCode::NOT_FOUND, "with the next request the files are gone");
    assert_eq!(visitor.get(&own).await.texts("h1"), ["The money went back"]);

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
        assert_eq!(all(&app).await[0].state, state, "{act}");
        assert_eq!(visitor.get(&file).await.status, status, "{act}");
    }
}
