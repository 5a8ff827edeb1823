//! Live sets by the API: from one call to a stream key, and what others get of it.

use chrono::Utc;
use model::api_tokens::Scope;
use model::ids::ShowId;
use model::{shows, stream_keys};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::{Program, problem};
use crate::support::TestApp;

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn one_call_is_enough_to_go_live() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let body = json!({"artist": "ode", "title": "Night Tide", "starts_at": "2099-12-01T20:00:00+01:00"});
    let made = program.json(Method::POST, "/api/v1/shows", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let show = made.json();
    assert_eq!(made.location(), format!("/api/v1/shows/{}", show["id"].as_str().unwrap()));
    assert_eq!(
        (&show["slug"], &show["mount"], &show["state"], &show["gate"], &show["records"]),
        (&json!("night-tide"), &json!("night-tide"), &json!("planned"), &json!("open"), &json!(true))
    );
    assert_eq!(show["starts_at"], "2099-12-01T19:00:00Z");
    assert!(show["page"].as_str().unwrap().ends_with("/live/night-tide"));
    assert!(show["hls"].as_str().unwrap().ends_with("/live/night-tide/master.m3u8"));
    let key = show["stream_key"].as_str().unwrap();
    let found = stream_keys::by_key(&mut *app.db().await, key).await.unwrap().expect("the key works");
    assert_eq!(
        (found.artist_id, found.show_id.unwrap().to_string()),
        (artist.id, show["id"].as_str().unwrap().to_owned())
    );
    let again = program.call(Method::GET, &made.location()).await.json();
    assert_eq!(again.get("stream_key"), None, "the key is shown this once");
    assert_eq!(again["title"], "Night Tide");
    let list = program.call(Method::GET, "/api/v1/shows?artist=ode").await.json();
    assert_eq!(list["shows"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn fields_that_will_not_do_are_named_and_those_left_out_stay() {
    let app = TestApp::start().await;
    let (_, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let post = async |body: &Value| program.json(Method::POST, "/api/v1/shows", body).await;
    assert_eq!(fields(&problem(&post(&json!({"title": "x"})).await, 422, "invalid_fields")), ["artist"]);
    let wrong =
        json!({"artist": "ode", "starts_at": "soon", "gate": "ticket", "ticket_minor": -1, "sessions_at_once": 0});
    let refused = problem(&post(&wrong).await, 422, "invalid_fields");
    assert_eq!(fields(&refused), ["title", "starts_at", "ticket_minor", "sessions_at_once"]);
    let body =
        json!({"artist": "ode", "title": "Night Tide", "gate": "password", "password": "low water", "chat": "guests"});
    let made = post(&body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let path = made.location();
    let changed = program.json(Method::PATCH, &path, &json!({"title": "Spring Tide", "records": false})).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let view = changed.json();
    assert_eq!(
        (&view["title"], &view["records"], &view["gate"], &view["chat"], &view["slug"]),
        (&json!("Spring Tide"), &json!(false), &json!("password"), &json!("guests"), &json!("night-tide"))
    );
    let other = program.json(Method::PATCH, &path, &json!({"artist": "inge"})).await;
    assert_eq!(fields(&problem(&other, 422, "invalid_fields")), ["artist"]);
    let taken = post(&json!({"artist": "ode", "title": "Another", "slug": "night-tide"})).await;
    assert_eq!(fields(&problem(&taken, 422, "invalid_fields")), ["slug"]);
}

#[actix_web::test]
async fn keys_and_marks_come_and_go() {
    let app = TestApp::start().await;
    let (_, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let made = program.json(Method::POST, "/api/v1/shows", &json!({"artist": "ode", "title": "Night Tide"})).await;
    let path = made.location();
    let (keys, marks) = (format!("{path}/keys"), format!("{path}/marks"));
    let key = program.json(Method::POST, &keys, &json!({"name": "Laptop"})).await;
    assert_eq!(key.status, StatusCode::CREATED, "{}", key.text());
    let word = key.json()["key"].as_str().unwrap().to_owned();
    let listed = program.call(Method::GET, &keys).await;
    assert_eq!(listed.json()["keys"].as_array().unwrap().len(), 2);
    assert!(!listed.text().contains(&word));
    let one = format!("{keys}/{}", key.json()["id"].as_str().unwrap());
    assert_eq!(program.call(Method::DELETE, &one).await.status, StatusCode::NO_CONTENT);
    assert!(stream_keys::by_key(&mut *app.db().await, &word).await.unwrap().is_none());
    problem(&program.call(Method::DELETE, &one).await, 404, "not_found");
    assert_eq!(program.call(Method::DELETE, &keys).await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.call(Method::GET, &keys).await.json()["keys"], json!([]));

    // Nothing is recorded: only its very beginning can be marked, and nothing at "now".
    let first = program.json(Method::POST, &marks, &json!({"at_ms": 0, "title": "Ebb", "artist": "Inge"})).await;
    assert_eq!((first.status, &first.json()["origin"]), (StatusCode::CREATED, &json!("artist")));
    let far = program.json(Method::POST, &marks, &json!({"at_ms": 1, "title": "Ebb"})).await;
    assert_eq!(fields(&problem(&far, 422, "invalid_fields")), ["at_ms"]);
    problem(&program.json(Method::POST, &marks, &json!({"title": "Ebb"})).await, 409, "not_on_air");
    let wrong =
        program.json(Method::PUT, &marks, &json!({"marks": [{"at_ms": 0, "title": "Flow"}, {"at_ms": 0}]})).await;
    assert_eq!(fields(&problem(&wrong, 422, "invalid_fields")), ["marks[1].title"]);
    let put = program.json(Method::PUT, &marks, &json!({"marks": [{"at_ms": 0, "title": "Flow"}]})).await;
    assert_eq!(put.json()["marks"][0]["title"], "Flow");
    assert_eq!(program.call(Method::GET, &marks).await.json(), put.json());
}

#[actix_web::test]
async fn a_show_ends_and_is_removed() {
    let app = TestApp::start().await;
    let (_, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let made = program.json(Method::POST, "/api/v1/shows", &json!({"artist": "ode", "title": "Night Tide"})).await;
    let path = made.location();
    let ending = format!("{path}/ending");
    problem(&program.call(Method::PUT, &ending).await, 409, "not_on_air");
    let id: ShowId = made.json()["id"].as_str().unwrap().parse().unwrap();
    shows::start(&mut *app.db().await, id, Utc::now()).await.unwrap();
    assert_eq!(program.call(Method::GET, &path).await.json()["state"], "on_air");
    problem(&program.call(Method::DELETE, &path).await, 409, "on_air");
    let over = program.call(Method::PUT, &ending).await;
    assert_eq!((over.status, &over.json()["state"]), (StatusCode::OK, &json!("over")), "{}", over.text());
    assert_eq!(program.call(Method::PUT, &ending).await.status, StatusCode::OK, "again is no harm");
    assert_eq!(program.call(Method::DELETE, &path).await.status, StatusCode::NO_CONTENT);
    problem(&program.call(Method::GET, &path).await, 404, "not_found");
}

#[actix_web::test]
async fn others_and_tokens_that_only_read_are_refused() {
    let app = TestApp::start().await;
    let (_, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let made = program.json(Method::POST, "/api/v1/shows", &json!({"artist": "ode", "title": "Night Tide"})).await;
    let path = made.location();
    let (_, other, _) = app.artist("inge").await;
    let stranger = Program::of(&app, &other).await;
    problem(
        &stranger.json(Method::POST, "/api/v1/shows", &json!({"artist": "ode", "title": "x"})).await,
        404,
        "not_found",
    );
    for (method, below, body) in [
        (Method::GET, "", json!({})),
        (Method::PATCH, "", json!({"title": "Theirs"})),
        (Method::DELETE, "", json!({})),
        (Method::GET, "/keys", json!({})),
        (Method::POST, "/keys", json!({})),
        (Method::DELETE, "/keys", json!({})),
        (Method::GET, "/marks", json!({})),
        (Method::POST, "/marks", json!({"at_ms": 0, "title": "x"})),
        (Method::PUT, "/marks", json!({"marks": []})),
        (Method::PUT, "/ending", json!({})),
    ] {
        problem(&stranger.json(method.clone(), &format!("{path}{below}"), &body).await, 404, "not_found");
        let nobody = app.visitor();
        let answer = nobody.send(nobody.request(method, &format!("{path}{below}")).json(&body)).await;
        problem(&answer, 401, "unauthenticated");
    }
    let reader = app.token(&account, Scope::Read).await;
    let curl = app.visitor();
    let ask =
        curl.request(Method::POST, "/api/v1/shows").bearer_auth(&reader).json(&json!({"artist": "ode", "title": "x"}));
    problem(&curl.send(ask).await, 403, "insufficient_scope");
    assert_eq!(program.call(Method::GET, &path).await.json()["title"], "Night Tide");
}
