//! Who gets in: the four ways to show a password, and everything that is no password.

use std::time::{Duration, Instant};

use model::throttles;
use reqwest::StatusCode;
use serde_json::Value;
use server::subsonic::FAILURES;

use super::{Client, specification};
use crate::support::{Browser, PASSWORD, TestApp};

async fn ping(browser: &Browser, query: &str) -> Value {
    let answer = browser.get(&format!("/rest/ping?v=1.16.1&c=test&f=json&{query}")).await;
    let body = answer.json();
    specification::hold("ping", &body);
    body["subsonic-response"].clone()
}

/// The number of the refusal; 0 for being let in.
async fn code(browser: &Browser, query: &str) -> i64 {
    ping(browser, query).await["error"]["code"].as_i64().unwrap_or(0)
}

fn token(password: &str, salt: &str) -> String {
    hex::encode(*md5::compute(format!("{password}{salt}")))
}

#[actix_web::test]
async fn a_password_can_be_shown_in_four_ways() {
    let app = TestApp::start().await;
    let (fan, _) = app.fan().await;
    let client = Client::of(&app, &fan).await;
    let (visitor, password) = (app.visitor(), client.password.clone());
    let user = "fan%40example.org";
    let hidden = format!("enc:{}", hex::encode(&password));
    let token = token(&password, "c19b2d");
    for query in [
        format!("u={user}&p={password}"),
        format!("u={user}&p={hidden}"),
        format!("u={user}&t={token}&s=c19b2d"),
        format!("u=FAN%40example.org&t={}&s=c19b2d", token.to_uppercase()),
        format!("apiKey={password}"),
    ] {
        assert_eq!(ping(&visitor, &query).await["status"], "ok", "{query}");
    }
    for (query, expected) in [
        (format!("apiKey={password}&u={user}"), 43),
        (format!("u={user}&p={password}&t={token}&s=c19b2d"), 43),
        (format!("u={user}"), 10),
        (format!("p={password}"), 10),
        (String::new(), 10),
        (format!("u={user}&t={token}"), 10),
        (format!("u={user}&p="), 40),
        (format!("u={user}&t={}&s=", super::door::token("", "")), 40),
        (format!("u={user}&p={}", PASSWORD.replace(' ', "%20")), 40),
        (format!("u=nobody&p={password}"), 40),
        (format!("u={user}&t={token}&s=other"), 40),
        ("apiKey=".to_owned(), 44),
        ("apiKey=abcde-abcde-abcde-abcde".to_owned(), 44),
    ] {
        assert_eq!(code(&visitor, &query).await, expected, "{query}");
    }
    let extensions = visitor.get("/rest/getOpenSubsonicExtensions?f=json").await.json();
    assert_eq!(extensions["subsonic-response"]["status"], "ok", "needs no password");
}

#[actix_web::test]
async fn a_password_is_one_persons_and_ends() {
    let app = TestApp::start().await;
    let (fan, browser) = app.fan().await;
    let other = app.account("other", false).await;
    let theirs = Client::of(&app, &other).await;
    let visitor = app.visitor();
    let query = format!("u=fan%40example.org&p={}", theirs.password);
    let known = ping(&visitor, &query).await;
    let unknown = ping(&visitor, &format!("u=nobody%40example.org&p={}", theirs.password)).await;
    assert_eq!(known, unknown, "whether there is such an account is not told");
    assert_eq!(known["error"]["code"], 40);

    let unnamed = browser.submit("/account/apps", "/account/apps", &[("name", " ")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = browser.submit("/account/apps", "/account/apps", &[("name", "My <phone>")]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let password = made.texts("code.token").pop().unwrap();
    assert!(!browser.get("/account/apps").await.text().contains(&password), "shown once");
    let query = format!("u=fan%40example.org&p={password}");
    assert_eq!(code(&visitor, &query).await, 0);
    let page = browser.get("/account/apps").await;
    assert!(page.texts("td").iter().any(|cell| cell.contains("My <phone>")), "{}", page.text());
    assert!(page.texts("td").iter().any(|cell| cell == "test"), "what it calls itself");
    let revoke = page.attribute("form[action$='/revoke']", "action").unwrap();
    let stranger = app.signed_in(&other).await;
    assert_eq!(stranger.submit("/account/apps", &revoke, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.submit("/account/apps", &revoke, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(code(&visitor, &query).await, 40);
    assert_eq!(code(&visitor, &format!("apiKey={password}")).await, 44);

    let again = Client::of(&app, &fan).await;
    model::accounts::suspend(&mut *app.db().await, fan.id, true).await.unwrap();
    assert_eq!(code(&visitor, &format!("apiKey={}", again.password)).await, 44);
}

#[actix_web::test]
async fn nobody_learns_from_the_time_it_takes() {
    let app = TestApp::start().await;
    let (fan, _) = app.fan().await;
    for _ in 0..3 {
        Client::of(&app, &fan).await;
    }
    let visitor = app.visitor();
    let mut times: [Vec<Duration>; 2] = Default::default();
    for round in 0..24 {
        for (user, times) in ["fan%40example.org", "fen%40example.org"].iter().zip(&mut times) {
            let begun = Instant::now();
            assert_eq!(code(&visitor, &format!("u={user}&p=wrong{round}")).await, 40);
            times.push(begun.elapsed());
        }
        throttles::forget(&mut *app.db().await, FAILURES, "127.0.0.1").await.unwrap();
    }
    let middles = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    let (less, more) = (middles[0].min(middles[1]), middles[0].max(middles[1]));
    assert!(more < less * 3 / 2 + Duration::from_millis(2), "{middles:?}");
}

#[actix_web::test]
async fn guessing_ends_soon() {
    let app = TestApp::start().await;
    let (fan, _) = app.fan().await;
    let client = Client::of(&app, &fan).await;
    for _ in 0..FAILURES.attempts {
        assert_eq!(code(&app.visitor(), "u=fan%40example.org&p=guess").await, 40);
    }
    let answer = client.fetch("ping", &[], "json").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.json()["subsonic-response"]["error"]["code"], 0);
}
