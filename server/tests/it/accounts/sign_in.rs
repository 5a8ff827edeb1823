//! Signing in and out.

use model::accounts::{self, NewAccount};
use model::throttles;
use reqwest::{Method, StatusCode};
use server::accounts::limits;

use super::count_mails;
use crate::support::{Answer, Browser, PASSWORD, TestApp};

async fn sign_in(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.submit("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
}

#[actix_web::test]
async fn in_and_out_again() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let ann = app.visitor();
    let away = ann.get("/account/sessions?x=1").await;
    assert_eq!(away.location(), "/sign-in?next=%2Faccount%2Fsessions%3Fx%3D1");
    assert_eq!(
        ann.get(&away.location()).await.attribute("input[name=next]", "value").unwrap(),
        "/account/sessions?x=1"
    );
    let fields = [("email", "ANN@example.org"), ("password", PASSWORD), ("next", "/account/sessions?x=1")];
    let answer = ann.submit("/sign-in", "/sign-in", &fields).await;
    assert_eq!((answer.status, answer.location().as_str()), (StatusCode::SEE_OTHER, "/account/sessions?x=1"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    assert_eq!(ann.get("/account").await.status, StatusCode::OK);
    assert_eq!(ann.get("/sign-in").await.status, StatusCode::SEE_OTHER, "there is nothing to sign in to");

    assert_eq!(ann.submit("/account", "/sign-out", &[]).await.location(), "/");
    assert_eq!(ann.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(ann.post_bare("/sign-out", &[]).await.location(), "/", "twice is no mistake");
}

#[actix_web::test]
async fn next_leads_nowhere_else() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    for foreign in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
        let fields = [("email", "ann@example.org"), ("password", PASSWORD), ("next", foreign)];
        let answer = app.visitor().submit("/sign-in", "/sign-in", &fields).await;
        assert_eq!(answer.location(), "/studio", "{foreign}");
    }
}

#[actix_web::test]
async fn unknown_addresses_and_wrong_passwords_get_the_same_words() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let visitor = app.visitor();
    let wrong = sign_in(&visitor, "ann@example.org", "not the password").await;
    let unknown = sign_in(&visitor, "bob@example.org", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((unknown.status, unknown.texts("main")), (wrong.status, wrong.texts("main")));
    assert_eq!(wrong.attribute("#f-email", "value").as_deref(), Some("ann@example.org"));
    assert!(wrong.texts("#f-password-error")[0].contains("do not go together"));
    assert!(!wrong.text().contains("not the password"));

    let empty = visitor.submit("/sign-in", "/sign-in", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.texts("#f-email-error, #f-password-error").len(), 2);
}

#[actix_web::test]
async fn an_address_not_confirmed_gets_its_link_again_and_looks_like_any_other() {
    let app = TestApp::start().await;
    let new = NewAccount {
        email: "ann@example.org",
        name: "Ann",
        password: PASSWORD,
        is_admin: false,
        confirmed: false,
        approved: true,
    };
    accounts::create(&mut *app.db().await, new).await.unwrap();
    let right = sign_in(&app.visitor(), "ann@example.org", PASSWORD).await;
    let wrong = sign_in(&app.visitor(), "ann@example.org", "not the password").await;
    assert_eq!((right.status, right.texts("main")), (wrong.status, wrong.texts("main")));
    assert_eq!(count_mails(&app, "ann@example.org").await, 1);
}

#[actix_web::test]
async fn a_suspended_account_is_out_at_once_and_told_so_with_the_right_password_only() {
    let app = TestApp::start().await;
    let account = app.account("ann", false).await;
    let inside = app.signed_in(&account).await;
    assert_eq!(inside.get("/account").await.status, StatusCode::OK);
    accounts::suspend(&mut *app.db().await, account.id, true).await.unwrap();
    assert_eq!(inside.get("/account").await.status, StatusCode::SEE_OTHER);

    let right = sign_in(&app.visitor(), "ann@example.org", PASSWORD).await;
    assert!(right.texts("main .notice")[0].contains("suspended"), "{}", right.text());
    assert!(!right.sets_cookie("tonewood_session"));
    let wrong = sign_in(&app.visitor(), "ann@example.org", "not the password").await;
    assert!(!wrong.text().contains("suspended"));
}

#[actix_web::test]
async fn passwords_cannot_be_tried_forever() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    app.account("bob", false).await;
    let mut connection = app.db().await;
    for _ in 0..limits::SIGN_IN_ADDRESS.attempts - 1 {
        throttles::hit(&mut connection, limits::SIGN_IN_ADDRESS, "ann@example.org").await.unwrap();
    }
    let visitor = app.visitor();
    assert_eq!(sign_in(&visitor, "ann@example.org", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stopped = sign_in(&visitor, "ANN@example.org", PASSWORD).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "the right password comes too late");
    assert!(stopped.texts("main .notice")[0].contains("Wait 15 minutes"), "{}", stopped.text());
    assert_eq!(stopped.attribute("#f-email", "value").as_deref(), Some("ANN@example.org"));
    assert_eq!(sign_in(&visitor, "bob@example.org", PASSWORD).await.location(), "/studio");
}

#[actix_web::test]
async fn one_place_cannot_try_every_address() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let mut connection = app.db().await;
    for _ in 0..limits::SIGN_IN_PEER.attempts {
        throttles::hit(&mut connection, limits::SIGN_IN_PEER, "192.0.2.1").await.unwrap();
    }
    for (place, status) in [("192.0.2.1", StatusCode::TOO_MANY_REQUESTS), ("192.0.2.2", StatusCode::SEE_OTHER)] {
        let visitor = app.visitor();
        let csrf = visitor.csrf("/sign-in").await;
        let fields = [("csrf", csrf.as_str()), ("email", "ann@example.org"), ("password", PASSWORD)];
        let request = visitor.request(Method::POST, "/sign-in").header("x-forwarded-for", place).form(&fields);
        assert_eq!(visitor.send(request).await.status, status, "{place}");
    }
}

#[actix_web::test]
async fn a_form_without_its_token_or_from_elsewhere_does_not_count() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let visitor = app.visitor();
    let csrf = visitor.csrf("/sign-in").await;
    let fields = [("email", "ann@example.org"), ("password", PASSWORD), ("csrf", csrf.as_str())];
    let bare = visitor.post_bare("/sign-in", &fields[..2]).await;
    assert_eq!((bare.status, bare.texts("h1")), (StatusCode::FORBIDDEN, vec!["This form is out of date".to_owned()]));
    assert_eq!(
        app.visitor().post_bare("/sign-in", &fields).await.status,
        StatusCode::FORBIDDEN,
        "somebody else's token"
    );
    let foreign = visitor.request(Method::POST, "/sign-in").header("origin", "https://evil.example").form(&fields);
    assert_eq!(visitor.send(foreign).await.status, StatusCode::FORBIDDEN);
    assert_eq!(visitor.post_bare("/sign-in", &fields).await.status, StatusCode::SEE_OTHER);
}
