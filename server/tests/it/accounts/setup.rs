//! The first admin of a fresh instance.

use model::account_links::{self, Purpose};
use model::accounts;
use reqwest::StatusCode;

use crate::support::{PASSWORD, TestApp};

async fn link(app: &TestApp) -> String {
    let token = account_links::create(&mut *app.db().await, None, Purpose::FirstAdmin, None).await.unwrap();
    urls::account_link("first_admin", &token)
}

#[actix_web::test]
async fn the_link_makes_one_admin() {
    let app = TestApp::start().await;
    let link = link(&app).await;
    let visitor = app.visitor();
    let wrong = visitor.submit(&link, &link, &[("name", "Ada"), ("email", "ada@"), ("password", PASSWORD)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-name", "value").as_deref(), Some("Ada"));
    assert_eq!(wrong.attribute("#f-email", "aria-invalid").as_deref(), Some("true"));

    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let made = visitor.submit(&link, &link, &fields).await;
    assert_eq!((made.status, made.location().as_str()), (StatusCode::SEE_OTHER, "/admin/settings"));
    assert_eq!(visitor.get("/admin").await.status, StatusCode::OK);
    let account = accounts::by_email(&mut *app.db().await, "ada@example.org").await.unwrap().unwrap();
    assert!(account.is_admin && account.confirmed_at.is_some() && account.approved_at.is_some());

    let second = app.visitor();
    assert_eq!(second.get(&link).await.status, StatusCode::GONE);
    let fields = [("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD)];
    assert_eq!(second.submit("/sign-in", &link, &fields).await.status, StatusCode::GONE);
    assert_eq!(accounts::count(&mut *app.db().await).await.unwrap(), 1);
}

#[actix_web::test]
async fn an_address_that_is_taken_does_not_use_the_link_up() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let link = link(&app).await;
    let visitor = app.visitor();
    let fields = [("name", "Ada"), ("email", "ann@example.org"), ("password", PASSWORD)];
    let taken = visitor.submit(&link, &link, &fields).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.texts("#f-email-error")[0].contains("exists already"));
    assert_eq!(visitor.get(&link).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn once_there_is_an_admin_the_link_is_worth_nothing() {
    let app = TestApp::start().await;
    let link = link(&app).await;
    assert_eq!(app.visitor().get(&link).await.status, StatusCode::OK);
    app.admin().await;
    assert_eq!(app.visitor().get(&link).await.status, StatusCode::GONE);
    assert_eq!(app.visitor().get("/setup/of-my-own-making").await.status, StatusCode::GONE);
}
