//! What was tampered with, came too late, or cannot be had.

use super::*;

#[actix_web::test]
async fn the_price_is_the_servers() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Minimum, 500, None).await;
    let page = urls::money::buy_release(release.id.0);
    let visitor = app.visitor();
    for amount in ["4.99", "0", "-5", "-0", "9223372036854775808", "92233720368547758.08", "1e3", "5.001", "NaN", ""] {
        let fields: Vec<(&str, &str)> = AGREED.into_iter().chain([("amount", amount)]).collect();
        let answer = order(&visitor, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(!answer.texts("#f-amount-error").is_empty(), "{amount}: {}", answer.text());
    }
    for seen in ["1 EUR", "500 USD", "", "-500 EUR", "9223372036854775808 EUR"] {
        let fields: Vec<(&str, &str)> = AGREED.into_iter().chain([("amount", "5"), ("seen", seen)]).collect();
        let answer = visitor.submit(&page, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{seen}");
        assert!(answer.text().contains("It is €5.00 or more now."), "{seen}");
    }
    let odd: Vec<(&str, &str)> =
        AGREED.into_iter().chain([("amount", "5"), ("currency", "JPY"), ("quantity", "-1"), ("price", "1")]).collect();
    let answer = order(&visitor, &page, &odd).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "what nobody asked for is passed over");
    let made = app.purchases().await;
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].amount_minor, made[0].currency.as_str()), (500, "EUR"));
}

#[actix_web::test]
async fn nothing_is_agreed_by_default() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    sells(&app, &artist).await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let page = urls::money::buy_release(release.id.0);
    let visitor = app.visitor();
    let shown = visitor.get(&page).await;
    assert!(shown.attribute("input[type=checkbox][checked]", "name").is_none(), "no consent is ticked");
    for missing in ["email", "country", "begins", "waives"] {
        let fields: Vec<(&str, &str)> = AGREED.into_iter().filter(|(name, _)| *name != missing).collect();
        let answer = order(&visitor, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{missing}");
        assert!(!answer.texts(&format!("#f-{missing}-error")).is_empty(), "{missing}");
    }
    let bare = visitor.post_bare(&page, &AGREED).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN, "a form of another site counts for nothing");
    assert!(app.purchases().await.is_empty());
}

#[actix_web::test]
async fn what_cannot_be_had_says_why() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, Some(1)).await;
    let page = urls::money::buy_release(release.id.0);
    let visitor = app.visitor();
    let early = visitor.get("/@ode/low").await;
    assert!(early.text().contains("The ode has not set up an account to be paid on yet."));
    sells(&app, &artist).await;
    let begun = order(&visitor, &page, &AGREED).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let other = app.visitor();
    let late = other.get(&page).await;
    assert!(late.text().contains("Sold out"), "the last copy is kept for whoever is paying: {}", late.text());
    pay(&app, &visitor, &begun.location()).await;
    assert!(other.get("/@ode/low").await.text().contains("Sold out"));
    for nothing in ["/buy/releases/nothing", "/buy/tracks/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "/tips/nobody"] {
        assert_eq!(visitor.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[actix_web::test]
async fn on_a_public_address_without_keys_buying_is_off_and_says_why() {
    let app = TestApp::start_with(|settings| settings.with("url", "https://music.example")).await;
    let (artist, ..) = app.artist("ode").await;
    let release = priced(&app, &artist, PriceMode::Fixed, 900, None).await;
    let visitor = app.visitor();
    let shown = visitor.get("/@ode/low").await;
    assert!(shown.text().contains("Buying is off here: this server has no account with a payment provider yet."));
    let form = visitor.get(&urls::money::buy_release(release.id.0)).await;
    assert!(form.text().contains("Buying is off here"));
    assert_eq!(visitor.get("/sandbox/checkouts/cs_1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.post_bare("/webhooks/stripe", &[]).await.status, StatusCode::NOT_FOUND);
}
