//! A lost password.

use model::accounts;
use reqwest::StatusCode;

use super::{count_mails, link_in, newest_mail};
use crate::support::{PASSWORD, TestApp};

const EMAIL: &str = "ann@example.org";
const NEW: &str = "a wholly new password";

#[actix_web::test]
async fn the_link_sets_a_password_once_and_ends_every_session() {
    let app = TestApp::start().await;
    let account = app.account("ann", false).await;
    let before = app.signed_in(&account).await;
    let ann = app.visitor();
    let asked = ann.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    assert_eq!((asked.status, asked.location().as_str()), (StatusCode::SEE_OTHER, "/reset/sent"));
    let link = link_in(&app, &newest_mail(&app, EMAIL).await);

    let short = ann.submit(&link, &link, &[("password", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.texts("#f-password-error")[0].contains("at least 10"));
    assert_eq!(before.get("/account").await.status, StatusCode::OK, "nothing has happened yet");

    let set = ann.submit(&link, &link, &[("password", NEW)]).await;
    assert_eq!((set.status, set.location().as_str()), (StatusCode::SEE_OTHER, "/account"));
    assert_eq!(ann.get("/account").await.status, StatusCode::OK);
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER, "the old session has ended");
    assert_eq!(app.visitor().get(&link).await.status, StatusCode::GONE);
    assert!(newest_mail(&app, EMAIL).await.subject.contains("password on Tonewood was changed"));

    let sign_in = async |password| {
        app.visitor().submit("/sign-in", "/sign-in", &[("email", EMAIL), ("password", password)]).await.status
    };
    assert_eq!(sign_in(PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in(NEW).await, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn nobody_learns_whether_an_address_has_an_account() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let visitor = app.visitor();
    let known = visitor.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let unknown = visitor.submit("/reset", "/reset", &[("email", "bob@example.org")]).await;
    assert_eq!((known.status, known.location(), known.text()), (unknown.status, unknown.location(), unknown.text()));
    assert_eq!(count_mails(&app, EMAIL).await, 1);
    assert_eq!(count_mails(&app, "bob@example.org").await, 0);
    let wrong = visitor.submit("/reset", "/reset", &[("email", "bob")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-email", "value").as_deref(), Some("bob"));
}

#[actix_web::test]
async fn a_newer_link_replaces_the_older_and_a_suspended_account_gets_none() {
    let app = TestApp::start().await;
    let account = app.account("ann", false).await;
    let visitor = app.visitor();
    visitor.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let first = link_in(&app, &newest_mail(&app, EMAIL).await);
    visitor.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let second = link_in(&app, &newest_mail(&app, EMAIL).await);
    assert_eq!(visitor.get(&first).await.status, StatusCode::GONE);
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    accounts::suspend(&mut *app.db().await, account.id, true).await.unwrap();
    visitor.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    assert_eq!(count_mails(&app, EMAIL).await, 2);
}

#[actix_web::test]
async fn a_token_never_stands_in_the_queue() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    app.visitor().submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let jobs = model::queue::list(&mut *app.db().await, 10).await.unwrap();
    let [job] = jobs.as_slice() else { panic!("one job, not {}", jobs.len()) };
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap();
    let mut names: Vec<_> = payload.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["address", "mail"]);
    assert_eq!((&payload["mail"], &payload["address"]), (&"reset".into(), &EMAIL.into()));
}
