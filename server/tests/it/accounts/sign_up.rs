//! Signing up and confirming the address.

use model::accounts;
use reqwest::StatusCode;

use super::{count_mails, link_in, newest_mail};
use crate::support::{Answer, Browser, PASSWORD, TestApp};

const EMAIL: &str = "ann@example.org";

async fn sign_up(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.submit("/sign-up", "/sign-up", &[("name", "Ann Lee"), ("email", email), ("password", password)]).await
}

async fn confirm(browser: &Browser, link: &str, password: &str) -> Answer {
    browser.submit(link, link, &[("password", password)]).await
}

#[actix_web::test]
async fn the_link_in_the_mail_lets_a_new_account_in_once() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let answer = sign_up(&ann, " Ann@Example.org ", PASSWORD).await;
    assert_eq!((answer.status, answer.location().as_str()), (StatusCode::SEE_OTHER, "/sign-up/sent"));
    assert_eq!(ann.get("/sign-up/sent").await.texts("h1"), ["Look for our mail"]);
    assert_eq!(ann.get("/account").await.status, StatusCode::SEE_OTHER, "not in before the address is confirmed");

    let mail = newest_mail(&app, EMAIL).await;
    assert!(mail.subject.contains("Confirm"), "{}", mail.subject);
    let link = link_in(&app, &mail);
    assert!(mail.html.unwrap().contains(&link));

    // A program that looks through mail opens every link: that confirms nothing.
    let scanner = app.visitor();
    assert_eq!(scanner.get(&link).await.texts("main b"), ["Ann Lee", EMAIL]);
    let account = accounts::by_email(&mut *app.db().await, EMAIL).await.unwrap().unwrap();
    assert_eq!(account.confirmed_at, None);

    let confirmed = confirm(&ann, &link, PASSWORD).await;
    assert_eq!((confirmed.status, confirmed.location().as_str()), (StatusCode::SEE_OTHER, "/studio"));
    assert_eq!(ann.get("/account").await.attribute("#f-name", "value").as_deref(), Some("Ann Lee"));

    let again = scanner.get(&link).await;
    assert_eq!(
        (again.status, again.texts("h1")),
        (StatusCode::GONE, vec!["This link does not work any more".to_owned()])
    );
    assert_eq!(again.attribute("main a.btn", "href").as_deref(), Some("/confirm"));
}

#[actix_web::test]
async fn who_came_from_a_page_of_memberships_finds_the_way_back() {
    let app = TestApp::start().await;
    let (ann, back) = (app.visitor(), "/@ode/membership");
    let form = "/sign-up?next=%2F%40ode%2Fmembership";
    let page = ann.get(form).await;
    assert_eq!(page.attribute("input[name=next]", "value").as_deref(), Some(back));
    assert_eq!(page.attribute(".card-foot a", "href").as_deref(), Some("/sign-in?next=%2F%40ode%2Fmembership"));
    let fields = [("name", "Ann Lee"), ("email", EMAIL), ("password", "short"), ("next", back)];
    let wrong = ann.submit(form, "/sign-up", &fields).await;
    assert_eq!(wrong.attribute("input[name=next]", "value").as_deref(), Some(back), "a wrong form keeps it");
    ann.submit(form, "/sign-up", &[("name", "Ann Lee"), ("email", EMAIL), ("password", PASSWORD), ("next", back)])
        .await;
    let link = link_in(&app, &newest_mail(&app, EMAIL).await);
    let confirmed = confirm(&ann, &link, PASSWORD).await;
    assert_eq!((confirmed.status, confirmed.location().as_str()), (StatusCode::SEE_OTHER, back));
    ann.submit("/account", "/sign-out", &[]).await;
    let again = ann.submit("/sign-in", "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(again.location(), "/studio", "the way back is gone once it was taken");

    let eve = app.visitor();
    let away = [("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD), ("next", "//evil.example/")];
    eve.submit("/sign-up", "/sign-up", &away).await;
    let link = link_in(&app, &newest_mail(&app, "eve@example.org").await);
    assert_eq!(confirm(&eve, &link, PASSWORD).await.location(), "/studio", "to pages of this site only");
}

#[actix_web::test]
async fn a_wrong_form_names_its_fields_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let fields = [("name", "Ann \"Lee\" <b>"), ("email", "ann at example.org"), ("password", "sesame")];
    let answer = visitor.submit("/sign-up", "/sign-up", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.attribute("#f-name", "value").as_deref(), Some("Ann \"Lee\" <b>"));
    assert_eq!(answer.attribute("#f-email", "value").as_deref(), Some("ann at example.org"));
    assert_eq!(answer.attribute("#f-email", "aria-invalid").as_deref(), Some("true"));
    assert!(answer.texts("#f-email-error")[0].contains("not an e-mail address"));
    assert!(answer.texts("#f-password-error")[0].contains("at least 10 characters"));
    assert!(answer.texts("#f-name-error").is_empty());
    assert!(!answer.text().contains("sesame"), "a password is never written back");

    let empty = visitor.submit("/sign-up", "/sign-up", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.texts(".field .error").len(), 3);
    assert_eq!(accounts::count(&mut *app.db().await).await.unwrap(), 0);
}

#[actix_web::test]
async fn an_address_that_has_an_account_is_told_by_mail_and_to_nobody_else() {
    let app = TestApp::start().await;
    let owner = app.account("ann", false).await;
    let stranger = app.visitor();
    let taken = sign_up(&stranger, EMAIL, "another password").await;
    let fresh = sign_up(&stranger, "new@example.org", "another password").await;
    assert_eq!((taken.status, taken.location(), taken.text()), (fresh.status, fresh.location(), fresh.text()));
    assert!(!taken.sets_cookie("tonewood_session") && !fresh.sets_cookie("tonewood_session"));

    let mail = newest_mail(&app, EMAIL).await;
    assert!(mail.subject.contains("have an account"), "{}", mail.subject);
    assert_eq!(link_in(&app, &mail), "/sign-in");
    let after = accounts::find(&mut *app.db().await, owner.id).await.unwrap().unwrap();
    assert_eq!((after.password_hash, after.name), (owner.password_hash, owner.name));

    for _ in 0..8 {
        sign_up(&stranger, EMAIL, "another password").await;
    }
    assert_eq!(count_mails(&app, EMAIL).await, 5, "nobody's mailbox is flooded");
}

#[actix_web::test]
async fn whoever_signs_up_again_before_confirming_starts_afresh() {
    let app = TestApp::start().await;
    let first = app.visitor();
    sign_up(&first, EMAIL, "the first password").await;
    let old = link_in(&app, &newest_mail(&app, EMAIL).await);
    sign_up(&app.visitor(), EMAIL, PASSWORD).await;
    let new = link_in(&app, &newest_mail(&app, EMAIL).await);
    assert_eq!(first.get(&old).await.status, StatusCode::GONE);
    assert_eq!(confirm(&first, &new, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(accounts::count(&mut *app.db().await).await.unwrap(), 1);
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    assert_eq!(app.visitor().submit("/sign-in", "/sign-in", &fields).await.location(), "/studio");
}

#[actix_web::test]
async fn another_link_can_be_asked_for() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    sign_up(&ann, EMAIL, PASSWORD).await;
    assert_eq!(count_mails(&app, EMAIL).await, 1);
    for email in [EMAIL, "nobody@example.org"] {
        let answer = ann.submit("/confirm", "/confirm", &[("email", email)]).await;
        assert_eq!((answer.status, answer.location().as_str()), (StatusCode::SEE_OTHER, "/confirm/sent"));
    }
    assert_eq!(count_mails(&app, EMAIL).await, 2);
    assert_eq!(count_mails(&app, "nobody@example.org").await, 0);
    assert_eq!(ann.get("/confirm/sent").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn an_account_that_a_stranger_made_with_ones_address_cannot_be_let_in_by_mistake() {
    let app = TestApp::start().await;
    sign_up(&app.visitor(), EMAIL, "the stranger's password").await;
    let link = link_in(&app, &newest_mail(&app, EMAIL).await);
    let ann = app.visitor();
    let refused = confirm(&ann, &link, PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("#f-password-error")[0].contains("not your password"));
    let account = accounts::by_email(&mut *app.db().await, EMAIL).await.unwrap().unwrap();
    assert_eq!(account.confirmed_at, None);
    for _ in 0..10 {
        confirm(&ann, &link, "another guess").await;
    }
    let tired = confirm(&ann, &link, "the stranger's password").await;
    assert!(tired.texts("#f-password-error")[0].contains("Too many tries"), "{}", tired.text());
    // The address is hers all the same: a new password shuts the stranger out.
    ann.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let reset = link_in(&app, &newest_mail(&app, EMAIL).await);
    assert_eq!(ann.submit(&reset, &reset, &[("password", PASSWORD)]).await.location(), "/account");
    let stranger = [("email", EMAIL), ("password", "the stranger's password")];
    let shut_out = app.visitor().submit("/sign-in", "/sign-in", &stranger).await;
    assert_eq!(shut_out.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn closed_registration_says_so_and_makes_nothing() {
    let app = TestApp::start_with(|settings| settings.with("registration", "closed")).await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/sign-up").await.texts("h1"), ["Signing up is closed"]);
    let fields = [("name", "Ann"), ("email", EMAIL), ("password", PASSWORD)];
    let answer = visitor.submit("/sign-in", "/sign-up", &fields).await;
    assert_eq!((answer.status, answer.texts("h1")), (StatusCode::FORBIDDEN, vec!["Signing up is closed".to_owned()]));
    assert_eq!(accounts::count(&mut *app.db().await).await.unwrap(), 0);
}

#[actix_web::test]
async fn by_approval_an_admin_lets_the_account_in() {
    let app = TestApp::start_with(|settings| settings.with("registration", "approval")).await;
    let ann = app.visitor();
    assert!(ann.get("/sign-up").await.texts(".notice")[0].contains("admin looks at every new account"));
    sign_up(&ann, EMAIL, PASSWORD).await;
    assert!(ann.get("/sign-up/sent").await.text().contains("looks at your account"));
    let link = link_in(&app, &newest_mail(&app, EMAIL).await);
    let confirmed = confirm(&ann, &link, PASSWORD).await;
    assert_eq!(confirmed.location(), "/sign-in");
    assert!(!confirmed.sets_cookie("tonewood_session"));
    assert!(ann.get("/sign-in").await.texts(".notice")[0].contains("You get a mail as soon as yours is let in"));
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let refused = ann.submit("/sign-in", "/sign-in", &fields).await;
    assert!(refused.texts("main .notice")[0].contains("An admin of Tonewood looks at new accounts"));

    let (_, admin) = app.admin().await;
    let id = accounts::by_email(&mut *app.db().await, EMAIL).await.unwrap().unwrap().id;
    let path = format!("/admin/accounts/{id}/approval");
    let let_in = admin.submit("/admin/accounts?show=waiting", &path, &[("approve", "true")]).await;
    assert_eq!(let_in.status, StatusCode::SEE_OTHER);
    assert!(newest_mail(&app, EMAIL).await.subject.contains("Welcome"));
    assert_eq!(ann.submit("/sign-in", "/sign-in", &fields).await.location(), "/studio");
}
