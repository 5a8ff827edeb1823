//! The API for programs: shapes, errors, and who may have what.

use model::accounts::Account;
use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::catalogue::{File, add_track, draft};
use crate::support::{Answer, Browser, TestApp, wav};

/// A program with a token.
pub struct Program {
    curl: Browser,
    token: String,
}

impl Program {
    /// Of an account, allowed to change things.
    pub async fn of(app: &TestApp, account: &Account) -> Self {
        Self::with_scope(app, account, Scope::Write).await
    }

    async fn with_scope(app: &TestApp, account: &Account, scope: Scope) -> Self {
        Self { curl: app.visitor(), token: app.token(account, scope).await }
    }

    /// A request of the program to build on.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.curl.request(method, path).bearer_auth(&self.token)
    }

    /// Sends what was built.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.curl.send(request).await
    }

    /// Sends a request without a body.
    pub async fn call(&self, method: Method, path: &str) -> Answer {
        self.curl.send(self.curl.request(method, path).bearer_auth(&self.token)).await
    }

    /// Sends JSON.
    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.curl.send(self.curl.request(method, path).bearer_auth(&self.token).json(body)).await
    }

    /// Sends bytes with headers.
    pub async fn bytes(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.curl.request(method, path).bearer_auth(&self.token).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.curl.send(request).await
    }
}

/// Asserts that an answer is a problem of this status and code, and gives it.
pub fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.content_type(), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["type"], format!("urn:tonewood:problem:{code}"));
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    problem
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn an_artist_is_made_once_and_its_handle_is_nobody_elses() {
    let app = TestApp::start().await;
    let program = Program::of(&app, &app.account("ode", false).await).await;
    let body = json!({"handle": "Ode", "name": "Ode <b>Halloran</b>", "links": [{"url": "example.org/ode"}]});
    let made = program.json(Method::POST, "/api/v1/artists", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(made.json()["handle"], "ode");
    assert_eq!(made.json()["links"][0], json!({"label": "example.org", "url": "https://example.org/ode"}));
    let taken = program.json(Method::POST, "/api/v1/artists", &body).await;
    assert_eq!(fields(&problem(&taken, 422, "invalid_fields")), ["handle"]);
    let reserved = program.json(Method::POST, "/api/v1/artists", &json!({"handle": "admin", "name": "Ode"})).await;
    let reserved = problem(&reserved, 422, "invalid_fields");
    assert!(reserved["detail"].as_str().unwrap().contains("reserved"), "{reserved}");
    let by_id = program.call(Method::GET, &format!("/api/v1/artists/{}", made.json()["id"].as_str().unwrap())).await;
    assert_eq!(by_id.json(), program.call(Method::GET, "/api/v1/artists/@ode").await.json());
}

#[actix_web::test]
async fn a_release_has_every_field_and_says_which_are_wrong() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let body = json!({
        "artist": artist.id.to_string(), "title": "Low Water Marks", "kind": "ep", "about": "*slow*", "genre": "Ambient",
        "tags": ["Drone", "drone", "field recording"], "language": "nl", "place": "Den Helder", "label": "Kelp",
        "catalogue_number": "KLP 7", "upc": "036000291452", "licence": "cc-by", "explicit": true, "ai_declaration": "none",
        "price": {"mode": "minimum", "amount_minor": 900, "currency": "EUR"}, "release_date": "2026-11-14",
        "credits": [{"name": "Inge Dahl", "role": "Piano"}],
    });
    let made = program.json(Method::POST, "/api/v1/releases", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let release = made.json();
    assert_eq!((&release["slug"], &release["state"]), (&json!("low-water-marks"), &json!("draft")));
    for field in [
        "title",
        "kind",
        "about",
        "genre",
        "language",
        "place",
        "label",
        "catalogue_number",
        "upc",
        "licence",
        "explicit",
    ] {
        assert_eq!(release[field], body[field], "{field}");
    }
    assert_eq!(release["tags"], json!(["drone", "field recording"]));
    assert_eq!((&release["price"], &release["credits"]), (&body["price"], &body["credits"]));
    assert!(
        release["missing"].as_array().unwrap().iter().any(|one| one["code"] == "tracks" && one["required"] == true)
    );

    let path = format!("/api/v1/releases/{}", release["id"].as_str().unwrap());
    let wrong = json!({"title": " ", "upc": "036000291453", "language": "Dutch!", "price": {"mode": "fixed", "amount_minor": -1}});
    let refused = program.json(Method::PATCH, &path, &wrong).await;
    assert_eq!(fields(&problem(&refused, 422, "invalid_fields")), ["title", "language", "upc", "price.amount_minor"]);
    let unread = program.json(Method::PATCH, &path, &json!({"price": {"amount_minor": "nine"}})).await;
    assert_eq!(fields(&problem(&unread, 422, "invalid_fields")), ["price.amount_minor"]);
    let no_json =
        program.bytes(Method::PATCH, &path, &[("content-type", "application/json")], b"{title".to_vec()).await;
    problem(&no_json, 400, "bad_json");
    let large =
        program.bytes(Method::PATCH, &path, &[("content-type", "application/json")], vec![b' '; 1_100_000]).await;
    problem(&large, 413, "too_large");
    assert_eq!(program.call(Method::GET, &path).await.json()["title"], "Low Water Marks");
}

#[actix_web::test]
async fn files_keep_their_place_whatever_they_are_called() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let release = draft(&app, &artist, "Ebb").await;
    let post = async |query: &str, bytes: Vec<u8>| {
        program.bytes(Method::POST, &format!("/api/v1/releases/{}/tracks?{query}", release.id), &[], bytes).await
    };
    let first = post("filename=01%20Ebb.wav&position=3", wav(44_100, 0.2)).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    assert_eq!((&first.json()["state"], &first.json()["position"]), (&json!("queued"), &json!(3)));
    let hostile = urls::encode("../../\"><script>alert(1)</script>🎹.wav");
    let second = post(&format!("filename={hostile}&position=3"), wav(44_100, 0.2)).await;
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.text());
    assert_eq!(second.json()["position"], 4, "the place was taken");
    let files: Vec<_> =
        std::fs::read_dir(app.app.uploads_dir()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    problem(&post("filename=a.wav", Vec::new()).await, 422, "file_empty");
    assert_eq!(fields(&problem(&post("position=1", vec![1]).await, 422, "invalid_fields")), ["filename"]);
    assert_eq!(fields(&problem(&post("filename=a&position=0", vec![1]).await, 422, "invalid_fields")), ["position"]);
    assert_eq!(std::fs::read_dir(app.app.uploads_dir()).unwrap().count(), 2, "refused files leave nothing");
}

#[actix_web::test]
async fn a_draft_is_published_found_and_taken_back() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let visitor = app.visitor();
    let release = draft(&app, &artist, "Low Water").await;
    let (path, publication) =
        (format!("/api/v1/releases/{}", release.id), format!("/api/v1/releases/{}/publication", release.id));
    let incomplete = program.call(Method::PUT, &publication).await;
    let incomplete = problem(&incomplete, 422, "incomplete");
    assert_eq!(incomplete["missing"][0]["code"], "tracks");

    let track = add_track(&app, &release, "01 Slack.wav", File::Wav).await;
    let track_path = format!("/api/v1/tracks/{}", track.id);
    let nowhere = problem(&visitor.get("/api/v1/tracks/0199aaaa-0000-7000-8000-000000000000").await, 404, "not_found");
    assert_eq!(problem(&visitor.get(&track_path).await, 404, "not_found"), nowhere);
    let signed = program.call(Method::GET, &track_path).await.json();
    assert!(!signed["hls"].as_str().unwrap().contains("/media/public/"), "{}", signed["hls"]);
    assert_eq!(signed["waveform"].as_array().map(Vec::len), Some(400));
    assert_eq!(signed["downloads"].as_array().map(Vec::len), Some(8), "its artist may have every format");

    let outdated = program.json(Method::PUT, &publication, &json!({"accept_terms": 99})).await;
    problem(&outdated, 409, "terms_outdated");
    let later = program.json(Method::PUT, &publication, &json!({"at": "2099-01-01T00:00:00Z"})).await;
    assert_eq!((later.status, &later.json()["state"]), (StatusCode::OK, &json!("scheduled")));
    problem(&visitor.get(&path).await, 404, "not_found");
    let out = program.call(Method::PUT, &publication).await;
    assert_eq!(out.json()["state"], "published", "{}", out.text());
    let seen = visitor.get(&path).await.json();
    assert_eq!((&seen["title"], &seen["missing"]), (&json!("Low Water"), &Value::Null));
    let heard = visitor.get(&track_path).await.json();
    assert!(heard["hls"].as_str().unwrap().contains("/media/public/") && heard["master"].is_null());
    let formats: Vec<_> =
        heard["downloads"].as_array().unwrap().iter().map(|one| one["format"].as_str().unwrap()).collect();
    assert_eq!(formats, ["flac", "mp3-320", "mp3-v0", "aac-256", "opus-160", "alac", "wav", "aiff"]);
    let found = visitor.get("/api/v1/search?q=slack").await.json();
    assert_eq!((&found["tracks"][0]["title"], found["releases"].as_array().map(Vec::len)), (&json!("Slack"), Some(0)));
    assert_eq!(
        visitor.get("/api/v1/search?q=low%20water&type=release").await.json()["releases"][0]["slug"],
        "low-water"
    );
    problem(&visitor.get("/api/v1/search?type=song").await, 422, "invalid_fields");
    problem(&program.call(Method::DELETE, &path).await, 409, "published");

    assert_eq!(program.call(Method::DELETE, &publication).await.json()["state"], "draft");
    problem(&visitor.get(&path).await, 404, "not_found");
    assert_eq!(visitor.get("/api/v1/search?q=slack").await.json()["tracks"], json!([]));
    assert_eq!(program.call(Method::DELETE, &path).await.status, StatusCode::NO_CONTENT);
    problem(&program.call(Method::GET, &path).await, 404, "not_found");
}

#[actix_web::test]
async fn what_is_others_does_not_exist() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let track = add_track(&app, &release, "01 Ebb.wav", File::Wav).await;
    let (_, other, _) = app.artist("other").await;
    let program = Program::of(&app, &other).await;
    let (id, track) = (release.id.to_string(), track.id.to_string());
    let calls = [
        (Method::GET, format!("/api/v1/releases/{id}")),
        (Method::PATCH, format!("/api/v1/releases/{id}")),
        (Method::DELETE, format!("/api/v1/releases/{id}")),
        (Method::PUT, format!("/api/v1/releases/{id}/cover")),
        (Method::PUT, format!("/api/v1/releases/{id}/publication")),
        (Method::DELETE, format!("/api/v1/releases/{id}/publication")),
        (Method::POST, format!("/api/v1/releases/{id}/tracks?filename=a.wav")),
        (Method::GET, format!("/api/v1/tracks/{track}")),
        (Method::PATCH, format!("/api/v1/tracks/{track}")),
        (Method::DELETE, format!("/api/v1/tracks/{track}")),
        (Method::POST, format!("/api/v1/tracks/{track}/master?filename=a.wav")),
        (Method::PATCH, "/api/v1/artists/ode".to_owned()),
        (Method::PUT, "/api/v1/artists/ode/picture".to_owned()),
        (Method::PUT, "/api/v1/artists/ode/header".to_owned()),
    ];
    for (method, path) in calls {
        let missing = path.replace(&id, "0199aaaa-0000-7000-8000-000000000000");
        let missing =
            missing.replace(&track, "0199aaaa-0000-7000-8000-000000000001").replace("artists/ode", "artists/nobody");
        let answers = [
            program.json(method.clone(), &path, &json!({})).await,
            program.json(method.clone(), &missing, &json!({})).await,
        ];
        let [theirs, nothing] = answers.map(|answer| problem(&answer, 404, "not_found"));
        assert_eq!(theirs, nothing, "{method} {path}");
    }
    let sent = program.json(Method::POST, "/api/v1/releases", &json!({"artist": "ode", "title": "Mine"})).await;
    problem(&sent, 404, "not_found");
}

#[actix_web::test]
async fn changes_need_a_writing_token_or_the_pages_own() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let path = format!("/api/v1/releases/{}", release.id);
    let reader = Program::with_scope(&app, &account, Scope::Read).await;
    assert_eq!(reader.call(Method::GET, &path).await.status, StatusCode::OK);
    problem(&reader.json(Method::PATCH, &path, &json!({"title": "Flow"})).await, 403, "insufficient_scope");
    let visitor = app.visitor();
    let nobody = visitor.send(visitor.request(Method::PATCH, &path).json(&json!({}))).await;
    problem(&nobody, 401, "unauthenticated");
    assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"tonewood\"");
    let unknown = visitor.send(visitor.request(Method::GET, &path).bearer_auth("tw_nothing")).await;
    problem(&unknown, 401, "invalid_token");
    let bare = browser.send(browser.request(Method::PATCH, &path).json(&json!({"title": "Flow"}))).await;
    problem(&bare, 403, "csrf");
    let token = browser.csrf("/studio/artists/new").await;
    let meant = browser.request(Method::PATCH, &path).header("x-csrf-token", token).json(&json!({"title": "Flow"}));
    assert_eq!(browser.send(meant).await.json()["title"], "Flow");
}

#[actix_web::test]
async fn a_cover_is_looked_at_by_the_worker() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let release = draft(&app, &artist, "Ebb").await;
    let path = format!("/api/v1/releases/{}", release.id);
    let sent = program.bytes(Method::PUT, &format!("{path}/cover"), &[], b"no picture at all".to_vec()).await;
    assert_eq!((sent.status, &sent.json()["state"]), (StatusCode::ACCEPTED, &json!("queued")));
    app.run_pending_jobs().await;
    let cover = program.call(Method::GET, &path).await.json()["cover"].clone();
    assert_eq!(cover["state"], "refused", "{cover}");
    assert!(cover["refusal"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    problem(&program.bytes(Method::PUT, &format!("{path}/cover"), &[], Vec::new()).await, 400, "file_empty");
}

#[actix_web::test]
async fn the_api_describes_itself() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let api = visitor.get("/api/openapi.json").await.json();
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["servers"][0]["url"], app.url);
    let docs = visitor.get("/api/docs").await;
    assert_eq!(docs.status, StatusCode::OK);
    let shown = docs.texts("details summary code");
    for (path, methods) in api["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let name = format!("{} {path}", method.to_uppercase());
            assert!(shown.contains(&name), "{name} is not on the page");
        }
    }
    problem(&visitor.get("/api/v1/nothing").await, 404, "not_found");
    problem(&visitor.send(visitor.request(Method::PUT, "/api/v1/search")).await, 405, "method_not_allowed");
}
