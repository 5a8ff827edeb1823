//! Buying in the sandbox: as a guest and with an account, once however often it is asked, with every answer of a card; refunds,
//! tips, and everything that is not as it should be.

mod bad_input;
mod for_nothing;
mod killed;
mod many_events;
mod provider_away;
mod refunds;
mod stage;
mod webhooks;

use model::artists::Artist;
use model::purchases::PurchaseState;
use model::releases::{self, PriceMode, Release, ReleaseChanges};
use model::sellers::{self, SellerChanges};
use reqwest::StatusCode;

use crate::catalogue::{self, File};
use crate::support::{Browser, TestApp};

/// What a buyer from Germany agrees to.
const AGREED: [(&str, &str); 4] =
    [("email", "buyer@example.org"), ("country", "DE"), ("begins", "true"), ("waives", "true")];

/// The artist can be paid, and charges tax.
async fn sells(app: &TestApp, artist: &Artist) -> String {
    let account = app.seller(artist).await;
    let changes = SellerChanges { charges_tax: Some(true), ..SellerChanges::default() };
    sellers::update(&mut *app.db().await, artist.id, &changes).await.unwrap();
    account
}

/// A published release of one track that costs this.
async fn priced(app: &TestApp, artist: &Artist, mode: PriceMode, amount_minor: i64, copies: Option<i32>) -> Release {
    let release = catalogue::draft(app, artist, "Low").await;
    catalogue::add_track(app, &release, "Ebb.mp3", File::Mp3(b"0123456789")).await;
    let changes = ReleaseChanges {
        price_mode: Some(mode),
        price_amount_minor: Some(amount_minor),
        price_currency: Some("EUR".to_owned()),
        copies: Some(copies),
        ..ReleaseChanges::default()
    };
    releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
    let owner = model::members::of_artist(&mut *app.db().await, artist.id).await.unwrap()[0].0.id;
    catalogue::publish(app, &release, owner).await
}

/// The fields with the price that the page shows.
async fn with_seen(browser: &Browser, page: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let seen = browser.get(page).await.attribute("input[name=seen]", "value").unwrap();
    let mut all = vec![("seen".to_owned(), seen)];
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

/// Sends the form of a purchase; gives where it leads.
async fn order(browser: &Browser, page: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
    let all = with_seen(browser, page, fields).await;
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(page, page, &all).await
}

/// The path of an address of the instance.
fn path(app: &TestApp, address: &str) -> String {
    address.strip_prefix(app.url.as_str()).unwrap_or(address).to_owned()
}

/// Pays a checkout; gives the page one comes back to.
async fn pay(app: &TestApp, browser: &Browser, checkout: &str) -> String {
    let checkout = path(app, checkout);
    let paid = browser.submit(&checkout, &checkout, &[("card", "pays"), ("country", "DE")]).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
    paid.location()
}

#[actix_web::test]
async fn a_guest_buys_a_release_and_has_it() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let visitor = app.visitor();

    let shown = visitor.get("/@ode/low").await;
    let action = urls::money::buy_release(release.id.0);
    assert_eq!(shown.attribute(".buy form", "action"), Some(action.clone()));
    assert_eq!(shown.texts(".buy button"), ["Buy for €9.00"]);
    let parts = shown.texts(".split dt");
    assert!(parts.iter().any(|part| part == "The ode") && parts.len() >= 4, "{parts:?}");
    assert!(!shown.text().contains("Buying is not open"));
    assert_eq!(visitor.get("/@ode/low/downloads").await.status, StatusCode::NOT_FOUND);

    let begun = order(&visitor, &action, &AGREED).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let checkout = path(&app, &begun.location());
    let page = visitor.get(&checkout).await;
    assert!(page.texts(".notice")[0].starts_with("A sandbox"), "it is clearly marked");

    let declined = visitor.submit(&checkout, &checkout, &[("card", "declined")]).await;
    assert_eq!(declined.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(declined.text().contains("The card was declined. Nothing was taken."));
    let asked = visitor.submit(&checkout, &checkout, &[("card", "proof")]).await;
    assert!(asked.text().contains("3-D Secure"));
    let paid = visitor.submit(&checkout, &checkout, &[("card", "yes"), ("country", "DE")]).await;
    let own = paid.location();
    let thanks = visitor.get(&own).await;
    assert_eq!(thanks.texts("h1"), ["Thank you"], "{}", thanks.text());
    let file = thanks.attribute(".files a", "href").unwrap();
    let bytes = app.visitor().get(&file).await;
    assert_eq!((bytes.status, bytes.text().as_str()), (StatusCode::OK, "0123456789"), "{file}");

    let receipt = visitor.get(&format!("{own}/receipt")).await;
    assert!(receipt.text().contains("€9.00") && receipt.text().contains("buyer@example.org"));
    assert!(receipt.text().contains("your right of withdrawal ends with that"));
    assert!(visitor.get(&format!("{own}/receipt.pdf")).await.bytes.starts_with(b"%PDF-"));
    assert_eq!(visitor.get(&format!("{}x", own)).await.status, StatusCode::NOT_FOUND, "the key counts");

    app.run_pending_jobs().await;
    let bought = app.purchases().await;
    assert_eq!(bought.len(), 1);
    assert_eq!((bought[0].state, bought[0].amount_minor), (PurchaseState::Paid, 900));
    assert_eq!(bought[0].country_card, "DE");
    assert!(bought[0].consented_at.is_some() && bought[0].invoice_number.is_some());
    assert!(app.mails().iter().any(|mail| mail.to.contains("buyer@example.org")), "the receipt was mailed");
}

#[actix_web::test]
async fn asked_twice_it_is_bought_once() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Minimum, 500, None).await;
    let page = urls::money::buy_release(release.id.0);
    let visitor = app.visitor();
    visitor.get(&page).await;
    let fields: Vec<(&str, &str)> = AGREED.into_iter().chain([("amount", "7.50")]).collect();

    let (first, second) = tokio::join!(order(&visitor, &page, &fields), order(&visitor, &page, &fields));
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    assert_eq!(first.location(), second.location(), "a double click leads to one checkout");
    let dearer: Vec<(&str, &str)> = AGREED.into_iter().chain([("amount", "8")]).collect();
    let changed = order(&visitor, &page, &dearer).await;
    assert_ne!(changed.location(), first.location(), "back, and another amount: another checkout");
    let old = path(&app, &first.location());
    assert!(visitor.get(&old).await.text().contains("The time to pay is over."), "the first can be paid no more");

    let own = pay(&app, &visitor, &changed.location()).await;
    let again = order(&visitor, &page, &fields).await;
    assert_eq!(path(&app, &again.location()), own, "in the second tab it is bought already");
    app.run_pending_jobs().await;
    let paid: Vec<i64> = app
        .purchases()
        .await
        .iter()
        .filter(|one| one.state == PurchaseState::Paid)
        .map(|one| one.amount_minor)
        .collect();
    assert_eq!(paid, [800]);
}

#[actix_web::test]
async fn whoever_holds_the_last_copy_may_mend_the_form() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, Some(1)).await;
    let page = urls::money::buy_release(release.id.0);
    let visitor = app.visitor();
    visitor.get(&page).await;
    let first = order(&visitor, &page, &AGREED).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    assert_eq!(order(&visitor, &page, &AGREED).await.location(), first.location(), "asked twice it is one checkout");
    let mended = [("email", "right@example.org"), ("country", "AT"), ("begins", "true"), ("waives", "true")];
    let second = order(&visitor, &page, &mended).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.text());
    assert_ne!(second.location(), first.location());
    let old = path(&app, &first.location());
    assert!(visitor.get(&old).await.text().contains("The time to pay is over."), "the first can be paid no more");
    assert!(app.visitor().get(&page).await.text().contains("Sold out"), "for others it is gone");
    pay(&app, &visitor, &second.location()).await;
    app.run_pending_jobs().await;
    let bought = app.purchases().await;
    let paid: Vec<&str> =
        bought.iter().filter(|one| one.state == PurchaseState::Paid).map(|one| one.email.as_str()).collect();
    assert_eq!(paid, ["right@example.org"]);
}

#[actix_web::test]
async fn an_account_finds_what_it_bought() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let (account, fan) = app.fan().await;
    let page = urls::money::buy_release(release.id.0);
    let begun = order(&fan, &page, &AGREED).await;
    let own = pay(&app, &fan, &begun.location()).await;
    assert_eq!(fan.get(&own).await.texts("h1"), ["Thank you"]);
    assert_eq!(app.purchases().await[0].email, account.email, "the account's address, whatever was sent");
    let list = fan.get("/account/purchases").await;
    assert_eq!(list.texts("td[data-label=What] a"), ["Low by The ode"]);
    assert_eq!(list.attribute("td[data-label=What] a", "href"), Some(own));
}

#[actix_web::test]
async fn somebody_gives_a_tip() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let visitor = app.visitor();
    let page = urls::money::tip("ode");
    let shown = visitor.get("/@ode").await;
    assert!(shown.text().contains(&page), "the artist's page leads to it");
    let fields = [("email", "giver@example.org"), ("country", "FR"), ("amount", "3"), ("note", "For the sea.")];
    let begun = order(&visitor, &page, &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let own = pay(&app, &visitor, &begun.location()).await;
    assert_eq!(visitor.get(&own).await.texts("h1"), ["Thank you"]);
    let given = app.purchases().await;
    assert_eq!((given[0].amount_minor, given[0].note.as_str()), (300, "For the sea."));
}

#[actix_web::test]
async fn a_tip_given_on_a_release_names_it() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let (visitor, page) = (app.visitor(), urls::money::tip_on("ode", release.id.0));
    let link = format!(".buy a[href='{page}']");
    for path in ["/@ode/low", "/@ode/low/ebb"] {
        assert!(visitor.get(path).await.texts(&link).is_empty(), "{path}: nobody could be paid");
    }
    sells(&app, &artist).await;
    for path in ["/@ode/low", "/@ode/low/ebb"] {
        assert_eq!(visitor.get(path).await.texts(&link), ["Give a tip"], "{path}");
    }
    let begun = order(&visitor, &page, &[("email", "giver@example.org"), ("country", "FR"), ("amount", "3")]).await;
    pay(&app, &visitor, &begun.location()).await;
    assert_eq!(app.purchases().await[0].release_id, Some(release.id));
    let changes = SellerChanges { takes_tips: Some(false), ..SellerChanges::default() };
    sellers::update(&mut *app.db().await, artist.id, &changes).await.unwrap();
    assert!(visitor.get("/@ode/low").await.texts(&link).is_empty(), "they take none any more");
}

#[test]
fn the_least_that_is_asked_for_is_the_least_that_is_taken() {
    for currency in model::money::CURRENCIES {
        assert_eq!(currency.least_minor(), payments::least_minor(currency.code), "{}", currency.code);
    }
}
