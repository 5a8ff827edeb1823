//! How an artist comes to be paid.

use model::members::{self, Role};
use model::sellers::{self, Preview};
use payments::Onboarding;
use reqwest::StatusCode;

use crate::support::TestApp;

const SETTINGS: &str = "/studio/artists/ode/money/settings";
const ACCOUNT: &str = "/studio/artists/ode/money/account";

#[actix_web::test]
async fn an_artist_says_how_it_sells() {
    let app = TestApp::start().await;
    let (ode, _, browser) = app.artist("ode").await;
    let typed = [
        ("currency", "JPY"),
        ("country", "no"),
        ("legal_name", "Ode Halloran"),
        ("society", "TONO"),
        ("society_share", "8,5"),
        ("takes_tips", "true"),
        ("preview", "plays"),
        ("preview_plays", "5"),
    ];
    let saved = browser.submit(SETTINGS, SETTINGS, &typed).await;
    assert_eq!((saved.status, saved.location().as_str()), (StatusCode::SEE_OTHER, ACCOUNT), "{}", saved.text());
    let seller = sellers::of(&mut *app.db().await, ode.id).await.unwrap();
    assert_eq!((seller.currency.as_str(), seller.country.as_str(), seller.society_bp), ("JPY", "NO", 850));
    assert_eq!((seller.preview, seller.preview_plays, seller.charges_tax), (Preview::Plays, 5, false));

    let wrong = [("currency", "DOGE"), ("country", ""), ("charges_tax", "true"), ("preview", "some")];
    let refused = browser.submit(SETTINGS, SETTINGS, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.texts(".error-list a");
    assert_eq!(errors.len(), 4, "{errors:?}");
    let page = browser.get(SETTINGS).await;
    assert_eq!(page.attribute("#f-society_share", "value").as_deref(), Some("8.5"));
}

#[actix_web::test]
async fn an_artist_is_led_to_the_provider_and_back() {
    let app = TestApp::start().await;
    let (ode, _, browser) = app.artist("ode").await;
    let nothing = browser.submit(ACCOUNT, ACCOUNT, &[]).await;
    assert_eq!(nothing.location(), SETTINGS, "the country comes first");
    browser.submit(SETTINGS, SETTINGS, &[("currency", "EUR"), ("country", "NO"), ("preview", "full")]).await;

    let begun = browser.submit(ACCOUNT, ACCOUNT, &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let seller = sellers::of(&mut *app.db().await, ode.id).await.unwrap();
    let account = seller.provider_account.unwrap();
    assert_eq!(begun.location(), format!("{}/sandbox/accounts/{account}", app.url));
    let again = browser.submit(ACCOUNT, ACCOUNT, &[]).await;
    assert_eq!(again.location(), begun.location(), "one account, however often");

    let unfinished = browser.get(ACCOUNT).await;
    assert!(unfinished.text().contains("You cannot be paid yet"), "{}", unfinished.text());
    let sandbox = app.app.payments.sandbox().unwrap();
    sandbox.onboard(&account, Onboarding::WithoutBank).await.unwrap();
    let waiting = browser.get(ACCOUNT).await;
    assert!(waiting.text().contains("The money waits with the provider"));
    assert_eq!(waiting.texts(".missing li"), ["A bank account for the payouts"]);
    sandbox.onboard(&account, Onboarding::Complete).await.unwrap();
    assert!(browser.get(ACCOUNT).await.text().contains("You can be paid, and the money reaches your bank."));
    let seller = sellers::of(&mut *app.db().await, ode.id).await.unwrap();
    assert!(seller.charges_enabled && seller.payouts_enabled && seller.missing.is_empty());
    sandbox.onboard(&account, Onboarding::Restricted).await.unwrap();
    assert!(browser.get(ACCOUNT).await.text().contains("You cannot be paid yet"), "taken back");
}

#[actix_web::test]
async fn money_is_the_owners_to_change_and_the_members_to_read() {
    let app = TestApp::start().await;
    let (ode, _, _) = app.artist("ode").await;
    let (editor, browser) = app.fan().await;
    let pages = ["", "/settings", "/account", "/splits", "/statements/2026-11", "/statements/2026-11.csv"];
    for page in pages {
        let path = format!("/studio/artists/ode/money{page}");
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    members::add(&mut *app.db().await, ode.id, editor.id, Role::Editor).await.unwrap();
    for page in pages {
        let path = format!("/studio/artists/ode/money{page}");
        let read = browser.get(&path).await;
        assert_eq!(read.status, StatusCode::OK, "{path}: {}", read.text());
    }
    let saved = browser.submit("/account", SETTINGS, &[("currency", "EUR"), ("country", "NO")]).await;
    assert_eq!(saved.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/studio/money").await.location(), "/studio/artists/ode/money");
    assert_eq!(browser.get("/studio/artists/ode/money/statements/2026-13").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn without_a_provider_the_page_says_who_can_mend_it() {
    let app = TestApp::start_with(|settings| settings.with("url", "https://music.example")).await;
    let account = app.account("ode", false).await;
    let db = &mut app.db().await;
    model::artists::create(db, account.id, "ode", "Ode", model::artists::ArtistKind::Person).await.unwrap();
    let token = model::sessions::create(db, account.id, "test").await.unwrap();
    let browser = crate::support::Browser::with_cookie(&app.url, &format!("__Host-tonewood_session={token}"));
    let page = browser.get(ACCOUNT).await;
    assert!(page.text().contains("Nobody can pay on this instance yet"), "{}", page.text());
}
