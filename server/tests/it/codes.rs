//! Download codes: made in the studio, redeemed once by whoever holds one, and not to be guessed.

use chrono::{Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::code_batches::{self, NewBatch};
use model::download_codes::{self, DownloadCode, RedeemError, Redeemer};
use model::ids::AccountId;
use model::releases::{self, PriceMode, Release, ReleaseChanges};
use model::schema::{code_batches as batches, entitlements};
use reqwest::StatusCode;

use crate::catalogue;
use crate::support::{Answer, Browser, TestApp};

/// A release with a price, and this many codes for it.
async fn with_codes(app: &TestApp, count: usize) -> (Release, Vec<DownloadCode>, Browser) {
    let (artist, account, browser) = app.artist("ode").await;
    let release = catalogue::published(app, &artist, account.id, ("Low", &["Ebb"])).await;
    let db = &mut app.db().await;
    let changes = ReleaseChanges {
        price_mode: Some(PriceMode::Fixed),
        price_amount_minor: Some(900),
        ..ReleaseChanges::default()
    };
    let release = releases::update(db, release.id, &changes).await.unwrap();
    let new = NewBatch { name: "Vinyl".to_owned(), count, expires_at: None };
    let batch = code_batches::create(db, &release, &new).await.unwrap();
    let codes = download_codes::of_batch(db, batch.id).await.unwrap();
    (release, codes, browser)
}

async fn redeem(browser: &Browser, code: &str, email: &str) -> Answer {
    browser.submit("/redeem", "/redeem", &[("code", code), ("email", email)]).await
}

/// Who has the release: account and address.
async fn holders(app: &TestApp, release: &Release) -> Vec<(Option<AccountId>, String)> {
    entitlements::table
        .filter(entitlements::release_id.eq(release.id))
        .order(entitlements::created_at.asc())
        .select((entitlements::account_id, entitlements::email))
        .load(&mut *app.db().await)
        .await
        .unwrap()
}

#[actix_web::test]
async fn an_artist_makes_them_saves_them_and_prints_them() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    let page = format!("/studio/releases/{}/codes", release.id);
    for (count, last_day) in [("0", ""), ("1001", ""), ("-1", ""), ("9223372036854775808", ""), ("5", "2020-01-01")] {
        let refused =
            browser.submit(&page, &page, &[("name", "Vinyl"), ("count", count), ("last_day", last_day)]).await;
        assert_eq!(
            (refused.status, refused.texts(".field.bad").len()),
            (StatusCode::UNPROCESSABLE_ENTITY, 1),
            "{count}"
        );
    }
    let made = browser.submit(&page, &page, &[("name", "Vinyl"), ("count", "12"), ("last_day", "2099-12-31")]).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, page.clone()), "{}", made.text());
    let shown = browser.get(&page).await;
    assert_eq!(shown.texts("td[data-label=Redeemed]"), ["0 of 12"]);
    assert_eq!(shown.texts("td[data-label=Until]"), ["31 December 2099"]);

    let [table, sheet] = [1, 2].map(|n| shown.attribute(&format!("td.acts a:nth-of-type({n})"), "href").unwrap());
    let csv = browser.get(&table).await;
    assert_eq!(csv.content_type(), "text/csv; charset=utf-8");
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (13, "code,address,redeemed"));
    let code = lines[1].split(',').next().unwrap();
    assert!(lines[1].contains(&format!("/redeem/{code}")), "{}", lines[1]);
    let printed = browser.get(&sheet).await;
    assert_eq!(printed.texts(".codes li svg").len(), 12);
    assert!(printed.text().contains(code) && printed.attribute("[style]", "style").is_none());

    redeem(&app.visitor(), code, "ann@example.org").await;
    assert_eq!(browser.get(&page).await.texts("td[data-label=Redeemed]"), ["1 of 12"]);
    assert_eq!(browser.get(&sheet).await.texts(".codes li svg").len(), 11);

    let end = shown.attribute("td.acts form", "action").unwrap();
    let (_, fan) = app.fan().await;
    for path in [&page, &table, &sheet] {
        assert_eq!(fan.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(fan.submit("/account", &end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.submit(&page, &end, &[]).await.status, StatusCode::SEE_OTHER);
    let late = redeem(&app.visitor(), lines[2].split(',').next().unwrap(), "ann@example.org").await;
    assert!(late.texts(".error")[0].starts_with("This code stopped working on"), "{}", late.text());
}

#[actix_web::test]
async fn a_guest_redeems_one_once_and_gets_the_link_by_mail() {
    let app = TestApp::start().await;
    let (release, codes, _) = with_codes(&app, 2).await;
    let guest = app.visitor();
    assert_eq!(guest.get("/").await.attribute("footer a", "href").as_deref(), Some("/redeem"));
    let code = codes[0].shown();
    let form = guest.get(&format!("/redeem/{}", code.to_lowercase())).await;
    assert_eq!(form.attribute("#f-code", "value").as_deref(), Some(code.as_str()));
    assert_eq!(holders(&app, &release).await.len(), 0, "looking redeems nothing");

    let without = redeem(&guest, &code, "nobody").await;
    assert_eq!((without.status, without.texts("#f-email-error").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    let fields = [("code", code.as_str()), ("email", "Ann@Example.org"), ("letters", "true")];
    let done = guest.submit("/redeem", "/redeem", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = guest.get(&done.location()).await;
    assert_eq!((page.status, page.texts("h1")), (StatusCode::OK, vec!["Low is yours".to_owned()]));
    // A guest has no account to open the release's own pages with: the link opens the files.
    let file = page.attribute(".files a", "href").unwrap();
    assert!(file.starts_with(&done.location()), "{file}");
    assert_eq!(guest.get(&file).await.status, StatusCode::OK);
    let forged = file.replace("/redemptions/", "/redemptions/x");
    assert_eq!(app.visitor().get(&forged).await.status, StatusCode::NOT_FOUND);
    assert_eq!(holders(&app, &release).await, [(None, "ann@example.org".to_owned())]);
    app.run_pending_jobs().await;
    let mails = app.mails();
    assert!(mails.iter().any(|mail| mail.to == "ann@example.org" && mail.text.contains(&done.location())), "{mails:?}");
    assert!(mails.iter().any(|mail| mail.text.contains("/letters/confirmations/")), "{mails:?}");

    let again = redeem(&app.visitor(), &code, "eve@example.org").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.texts("#f-code-error")[0].starts_with("This code was redeemed already on"), "{}", again.text());
    let unknown = redeem(&app.visitor(), "ABCD-EFGHJ-KMNP", "eve@example.org").await;
    assert!(unknown.texts("#f-code-error")[0].starts_with("We do not know this code."), "{}", unknown.text());
    let forged = format!("{}x", done.location());
    assert_eq!(guest.get(&forged).await.status, StatusCode::NOT_FOUND);
    assert_eq!(holders(&app, &release).await.len(), 1);
}

#[actix_web::test]
async fn an_account_keeps_what_it_redeemed_and_a_second_code() {
    let app = TestApp::start().await;
    let (release, codes, _) = with_codes(&app, 2).await;
    let (account, fan) = app.fan().await;
    let first = redeem(&fan, &codes[0].code, "").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    assert_eq!(holders(&app, &release).await, [(Some(account.id), account.email.clone())]);
    let twice = redeem(&fan, &codes[0].code, "").await;
    assert_eq!((twice.status, twice.location()), (StatusCode::SEE_OTHER, first.location()), "a double click");
    let second = redeem(&fan, &codes[1].code, "").await;
    assert!(second.texts("#f-code-error")[0].starts_with("You have this release already."), "{}", second.text());
    assert_eq!(redeem(&app.visitor(), &codes[1].code, "friend@example.org").await.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn of_two_hundred_who_come_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let (release, codes, _) = with_codes(&app, 1).await;
    let tries = (0..200).map(|n| {
        let (pool, code) = (app.pool().clone(), codes[0].shown());
        tokio::spawn(async move {
            let who = Redeemer { account: None, email: format!("fan{n}@example.org") };
            download_codes::redeem(&mut pool.get().await.unwrap(), &code, &who, Utc::now()).await
        })
    });
    let (mut got, mut late) = (0, 0);
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(_) => got += 1,
            Err(RedeemError::Redeemed(_)) => late += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((got, late), (1, 199));
    assert_eq!(holders(&app, &release).await.len(), 1);
}

#[actix_web::test]
async fn guessing_is_held_up_and_right_codes_are_not() {
    let app = TestApp::start().await;
    let (release, codes, _) = with_codes(&app, 15).await;
    let guest = app.visitor();
    for code in &codes[..12] {
        assert_eq!(redeem(&guest, &code.code, "ann@example.org").await.status, StatusCode::SEE_OTHER);
    }
    for n in 0..10 {
        let wrong = redeem(&guest, "ABCD-EFGHJ-KMNP", "eve@example.org").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
    }
    for code in ["ABCD-EFGHJ-KMNP", &codes[12].code] {
        let held = redeem(&app.visitor(), code, "eve@example.org").await;
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(held.texts("#f-code-error")[0].starts_with("Too many wrong codes."), "{}", held.text());
    }
    assert_eq!(holders(&app, &release).await.len(), 12);
}

#[actix_web::test]
async fn codes_end_with_their_day_and_with_their_artist() {
    let app = TestApp::start().await;
    let (release, codes, _) = with_codes(&app, 2).await;
    let past = Some(Utc::now() - Duration::minutes(1));
    diesel::update(batches::table).set(batches::expires_at.eq(past)).execute(&mut *app.db().await).await.unwrap();
    let late = redeem(&app.visitor(), &codes[0].code, "ann@example.org").await;
    assert!(late.texts("#f-code-error")[0].starts_with("This code stopped working on"), "{}", late.text());
    let never = None::<chrono::DateTime<Utc>>;
    diesel::update(batches::table).set(batches::expires_at.eq(never)).execute(&mut *app.db().await).await.unwrap();
    model::artists::suspend(&mut *app.db().await, release.artist_id, true).await.unwrap();
    let gone = redeem(&app.visitor(), &codes[0].code, "ann@example.org").await;
    assert!(gone.texts("#f-code-error")[0].starts_with("We do not know this code."), "{}", gone.text());
    assert_eq!(holders(&app, &release).await.len(), 0);
}
