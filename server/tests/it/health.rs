use reqwest::{Method, StatusCode};

use crate::support::TestApp;

#[actix_web::test]
async fn a_ready_instance_says_so() {
    let app = TestApp::start().await;
    app.tell_search().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/livez").await.status, StatusCode::OK);
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.text().as_str()), (StatusCode::OK, "database: ok\nstorage: ok\nsearch: ok\n"));
}

#[actix_web::test]
async fn what_does_not_exist_is_a_page_with_a_way_out() {
    let app = TestApp::start().await;
    let answer = app.visitor().get("/no/such/page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.texts("h1"), ["Nothing here"]);
    assert_eq!(answer.attribute("main a.btn", "href").as_deref(), Some("/"));
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    assert!(!answer.header("content-security-policy").contains("unsafe-inline"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[actix_web::test]
async fn another_sites_form_does_not_count() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let foreign =
        visitor.request(Method::POST, "/sign-in").header("origin", "https://evil.example").form(&[("email", "x")]);
    let refused = visitor.send(foreign).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.texts("h1"), ["This form is out of date"], "a page with a way out");
    assert!(refused.header("content-security-policy").contains("default-src 'none'"));
    let program = visitor.request(Method::POST, "/api/v1/releases").header("origin", "https://evil.example");
    let told = visitor.send(program.json(&serde_json::json!({}))).await;
    assert_eq!((told.status, told.content_type().as_str()), (StatusCode::FORBIDDEN, "application/problem+json"));
    assert_eq!(told.json()["code"], "forbidden");
    let cross =
        visitor.request(Method::POST, "/sign-in").header("sec-fetch-site", "cross-site").form(&[("email", "x")]);
    assert_eq!(visitor.send(cross).await.status, StatusCode::FORBIDDEN);
}
