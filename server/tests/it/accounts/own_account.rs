//! What people change about their own account.

use model::api_tokens::{self, Scope};
use model::{account_links, sessions};
use reqwest::{Method, StatusCode};

use super::{link_in, newest_mail};
use crate::support::{PASSWORD, TestApp};

#[actix_web::test]
async fn a_name_is_changed_and_never_empty() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let saved = fan.submit("/account", "/account", &[("name", "  Zoë  ")]).await;
    assert_eq!(saved.location(), "/account");
    let page = fan.get("/account").await;
    assert_eq!(page.attribute("#f-name", "value").as_deref(), Some("Zoë"));
    assert_eq!(page.texts(".notice.good"), ["Your name is saved."]);
    let empty = fan.submit("/account", "/account", &[("name", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.texts("#f-name-error")[0].contains("Enter a name"));
}

#[actix_web::test]
async fn a_new_address_counts_once_its_mail_was_read() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let ask = async |email, password| {
        fan.submit("/account/security", "/account/security/email", &[("email", email), ("password", password)]).await
    };
    let wrong = ask("new@example.org", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-email", "value").as_deref(), Some("new@example.org"));
    assert_eq!(wrong.texts("#f-password-error"), ["This is not your password."]);
    assert!(ask("fan@example.org", PASSWORD).await.texts("#f-email-error")[0].contains("already"));

    assert_eq!(ask("New@example.org", PASSWORD).await.location(), "/account/security");
    assert!(
        fan.get("/account/security").await.texts("main p")[0].contains("fan@example.org"),
        "nothing has changed yet"
    );
    let link = link_in(&app, &newest_mail(&app, "new@example.org").await);
    let elsewhere = app.visitor();
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::OK);
    assert_eq!(elsewhere.submit(&link, &link, &[]).await.location(), "/sign-in");
    assert!(fan.get("/account/security").await.texts("main p")[0].contains("new@example.org"));
    assert!(newest_mail(&app, "fan@example.org").await.subject.contains("was changed"));
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::GONE);
}

#[actix_web::test]
async fn an_address_somebody_else_has_is_refused_to_its_owner_alone() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let (_, fan) = app.fan().await;
    let fields = [("email", "ann@example.org"), ("password", PASSWORD)];
    let asked = fan.submit("/account/security", "/account/security/email", &fields).await;
    assert_eq!(asked.location(), "/account/security", "the one who asks learns nothing");
    let link = link_in(&app, &newest_mail(&app, "ann@example.org").await);
    let answer = fan.submit(&link, &link, &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("Another account has this address"));
    assert!(fan.get("/account/security").await.text().contains("fan@example.org"));
}

#[actix_web::test]
async fn a_new_password_ends_other_sessions_and_old_links() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let other = app.signed_in(&account).await;
    let purpose = account_links::Purpose::Reset;
    let token = account_links::create(&mut *app.db().await, Some(account.id), purpose, None).await.unwrap();
    let change = async |current, new| {
        let fields = [("current_password", current), ("new_password", new)];
        fan.submit("/account/security", "/account/security/password", &fields).await
    };
    let wrong = change("not the password", "short").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.texts("#f-current_password-error"), ["This is not your password."]);
    assert!(wrong.texts("#f-new_password-error")[0].contains("at least 10"));
    assert_eq!(other.get("/account").await.status, StatusCode::OK);

    assert_eq!(change(PASSWORD, "a wholly new password").await.location(), "/account/security");
    assert_eq!(fan.get("/account").await.status, StatusCode::OK, "this session stays");
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER, "the other has ended");
    assert_eq!(other.get(&format!("/reset/{token}")).await.status, StatusCode::GONE);
    assert!(newest_mail(&app, "fan@example.org").await.subject.contains("password"));
}

#[actix_web::test]
async fn the_own_password_cannot_be_tried_forever() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let limit = server::accounts::limits::OWN_PASSWORD;
    for _ in 0..limit.attempts {
        model::throttles::hit(&mut *app.db().await, limit, &account.id.to_string()).await.unwrap();
    }
    let fields = [("current_password", PASSWORD), ("new_password", "a wholly new password")];
    let answer = fan.submit("/account/security", "/account/security/password", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.texts("#f-current_password-error")[0].contains("Too many tries"));
}

#[actix_web::test]
async fn sessions_are_listed_in_words_and_ended() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:131.0) Gecko/20100101 Firefox/131.0";
    sessions::create(&mut *app.db().await, account.id, firefox).await.unwrap();
    let other = app.signed_in(&account).await;
    let page = fan.get("/account/sessions").await;
    let browsers = page.texts("td[data-label=Browser]");
    assert_eq!(browsers.len(), 3);
    assert_eq!(browsers[0], "An unknown browser This one");
    assert!(browsers.contains(&"Firefox on Windows".to_owned()), "{browsers:?}");

    let end = page.attribute("form[action$='/end']", "action").unwrap();
    assert_eq!(fan.submit("/account/sessions", &end, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fan.submit("/account/sessions", &end, &[]).await.status, StatusCode::NOT_FOUND);
    let others = fan.submit("/account/sessions", "/account/sessions/end-others", &[]).await;
    assert_eq!(others.status, StatusCode::SEE_OTHER);
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(fan.get("/account/sessions").await.texts("td[data-label=Browser]").len(), 1);
}

#[actix_web::test]
async fn nobody_ends_or_revokes_what_is_somebody_elses() {
    let app = TestApp::start().await;
    let ann = app.account("ann", false).await;
    let inside = app.signed_in(&ann).await;
    let token = app.token(&ann, Scope::Write).await;
    let (_, fan) = app.fan().await;
    let session = sessions::of_account(&mut *app.db().await, ann.id).await.unwrap()[0].id;
    let kept = api_tokens::of_account(&mut *app.db().await, ann.id).await.unwrap()[0].id;
    for path in [format!("/account/sessions/{session}/end"), format!("/account/tokens/{kept}/revoke")] {
        assert_eq!(fan.submit("/account", &path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(inside.get("/account").await.status, StatusCode::OK);
    assert!(api_tokens::find(&mut *app.db().await, &token).await.unwrap().is_some());
}

#[actix_web::test]
async fn a_token_is_shown_once_and_revoked() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let unnamed = fan.submit("/account/tokens", "/account/tokens", &[("name", " "), ("scope", "write")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.texts("#f-name-error")[0].contains("what the token is for"));
    assert!(unnamed.attribute("input[name=scope][value=write]", "checked").is_some(), "the choice is kept");

    let made = fan.submit("/account/tokens", "/account/tokens", &[("name", "upload script"), ("scope", "read")]).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.header("cache-control"), "private, no-store");
    let token = made.texts("code.token")[0].clone();
    let (kept, owner) = api_tokens::find(&mut *app.db().await, &token).await.unwrap().unwrap();
    assert_eq!((kept.scope, owner.id), (Scope::Read, account.id));

    let page = fan.get("/account/tokens").await;
    assert!(!page.text().contains(&token), "it is shown once");
    assert_eq!(page.texts("td[data-label=Name]"), ["upload script"]);
    let revoke = page.attribute("form[action$='/revoke']", "action").unwrap();
    assert_eq!(fan.submit("/account/tokens", &revoke, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(api_tokens::find(&mut *app.db().await, &token).await.unwrap().is_none());
    assert!(fan.get("/account/tokens").await.texts("td").is_empty());
}

#[actix_web::test]
async fn visitors_are_led_to_the_sign_in_form() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in ["/account", "/account/security", "/account/sessions", "/account/tokens"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location(), format!("/sign-in?next={}", urls::encode(path)));
    }
    let posted = visitor.send(visitor.request(Method::POST, "/account/tokens").form(&[("name", "x")])).await;
    assert_eq!(posted.location(), "/sign-in?next=%2F", "a form cannot be sent again by a link");
    let from = format!("{}/account/tokens?x=1", app.url);
    let posted = visitor.send(visitor.request(Method::POST, "/account/tokens").header("referer", from)).await;
    assert_eq!(posted.location(), "/sign-in?next=%2Faccount%2Ftokens%3Fx%3D1");
}
