//! What costs nothing: where buyers name the price from zero on, and for members who are spared all of it. Nobody asks the provider,
//! and it is theirs at once.

use diesel_async::RunQueryDsl;
use model::ledger;
use model::money;
use model::tiers::{self, TierInput};

use super::stage::Stage;
use super::*;

#[actix_web::test]
async fn whoever_names_the_price_may_name_nothing() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Minimum, 0, None).await;
    let (visitor, page) = (app.visitor(), urls::money::buy_release(release.id.0));
    assert!(visitor.get("/@ode/low").await.text().contains("Nothing, or 0.50 or more"));
    let naming = |amount: &'static str| AGREED.into_iter().chain([("amount", amount)]).collect::<Vec<_>>();
    for between in ["0.01", "0.49"] {
        let refused = order(&visitor, &page, &naming(between)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{between}");
        assert!(refused.texts("#f-amount-error")[0].starts_with("Nothing, or at least €0.50"), "{}", refused.text());
    }

    let got = order(&visitor, &page, &naming("0")).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let own = path(&app, &got.location());
    let thanks = visitor.get(&own).await;
    assert_eq!(thanks.texts("h1"), ["Thank you"], "{}", thanks.text());
    let file = thanks.attribute(".files a", "href").unwrap();
    assert_eq!(app.visitor().get(&file).await.status, StatusCode::OK);
    assert_eq!(path(&app, &order(&visitor, &page, &naming("0")).await.location()), own, "a double click");

    app.run_pending_jobs().await;
    let bought = app.purchases().await;
    assert_eq!(bought.len(), 1);
    assert_eq!((bought[0].state, bought[0].amount_minor), (PurchaseState::Paid, 0));
    assert_eq!((&bought[0].checkout_id, &bought[0].payment_id), (&None, &None), "nobody was asked for money");
    assert!(bought[0].invoice_number.is_some());
    assert_eq!(app.mails_to("buyer@example.org"), 1, "the link is in the mail");
    assert!(app.mails().iter().any(|mail| mail.text.contains("Somebody bought “Low by The ode” for nothing.")));
    assert_eq!(ledger::check(&mut *app.db().await).await.unwrap(), []);

    let generous = app.visitor();
    let begun = order(&generous, &page, &naming("5")).await;
    pay(&app, &generous, &begun.location()).await;
    app.run_pending_jobs().await;
    let paid: Vec<i64> = app.purchases().await.iter().map(|one| one.amount_minor).collect();
    assert_eq!(paid, [0, 500]);
}

#[actix_web::test]
async fn a_member_who_is_spared_all_of_it_pays_nothing() {
    let stage = Stage::start().await;
    let (app, stripe) = (&stage.with.app, &stage.with.stripe);
    let (account, fan) = app.fan().await;
    let input = TierInput {
        name: "Harbour".to_owned(),
        monthly: "5".to_owned(),
        discount: "100".to_owned(),
        ..TierInput::default()
    };
    let fields = input.check(money::currency("EUR").unwrap()).unwrap();
    let db = &mut *app.db().await;
    let tier = tiers::create(db, stage.artist.id, &fields).await.unwrap();
    let join = format!(
        "INSERT INTO memberships (id, tier_id, artist_id, account_id, interval, state, amount_minor, currency, provider,
           provider_account, expires_at, started_at)
         VALUES (gen_random_uuid(), '{}', '{}', '{}', 'month', 'active', 500, 'EUR', 'stripe', '{}', now(), now())",
        tier.id, stage.artist.id, account.id, stage.account
    );
    diesel::sql_query(join).execute(db).await.unwrap();

    let buttons = fan.get("/@ode/low").await.texts(".buy button");
    assert!(buttons.contains(&"Get it for nothing".to_owned()), "{buttons:?}");
    let calls = stripe.calls();
    let got = order(&fan, &urls::money::buy_release(stage.release.id.0), &AGREED).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let thanks = fan.get(&path(app, &got.location())).await;
    assert_eq!(thanks.texts("h1"), ["Thank you"], "{}", thanks.text());
    app.run_pending_jobs().await;
    assert_eq!(stripe.calls(), calls, "Stripe was not asked");
    assert_eq!(ledger::check(db).await.unwrap(), []);
}
