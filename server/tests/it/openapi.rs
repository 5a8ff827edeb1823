//! The API's description: it names every operation there is and no other, and what is made up from it breaks nothing.

use std::collections::BTreeSet;

use model::api_tokens::Scope;
use reqwest::StatusCode;
use serde_json::Value;
use tokio::process::Command;

use crate::catalogue;
use crate::support::TestApp;

/// Methods as the routes name them.
const METHODS: [(&str, &str); 7] = [
    ("get().to(", "get"),
    ("read().to(", "get"),
    ("head().to(", "head"),
    ("post().to(", "post"),
    ("put().to(", "put"),
    ("patch().to(", "patch"),
    ("delete().to(", "delete"),
];
/// What the description leaves out: another way of saying what it names.
const OTHERS: [&str; 1] = ["post /api/v1/uploads/{}"];

/// "get /api/v1/releases/{}": parameters are not told apart by their names.
fn operation(method: &str, path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.iter_mut().filter(|part| part.starts_with('{')).for_each(|part| *part = "{}");
    format!("{method} {}", parts.join("/"))
}

/// What the files of routes name below `/api/v1`.
fn served() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes");
    let mut text = String::new();
    for file in std::fs::read_dir(folder).unwrap() {
        text.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
        // The last resource of a file ends with it.
        text.push_str("resource(\"");
    }
    let mut all = BTreeSet::new();
    for part in text.split("resource(\"").skip(1).filter(|part| part.starts_with("/v1/")) {
        let path = format!("/api{}", part.split('"').next().unwrap());
        for (word, method) in METHODS {
            if part.contains(word) {
                all.insert(operation(method, &path));
            }
        }
    }
    all
}

fn described(api: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|method| *method != "options") {
            all.insert(operation(method, path));
        }
    }
    all
}

#[actix_web::test]
async fn every_operation_is_described_and_no_other() {
    let app = TestApp::start().await;
    let api = app.visitor().get("/api/openapi.json").await.json();
    let mut served = served();
    for other in OTHERS {
        assert!(served.remove(other), "{other} is not there");
    }
    let described = described(&api);
    let missing: Vec<_> = served.difference(&described).collect();
    let imagined: Vec<_> = described.difference(&served).collect();
    assert!(missing.is_empty(), "not described: {missing:?}");
    assert!(imagined.is_empty(), "described and not there: {imagined:?}");
}

/// What a list's answer is called in the description; `None` where it is no list.
fn list_of<'a>(api: &'a Value, operation: &'a Value) -> Option<&'a str> {
    let schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str()?;
    let name = schema.strip_prefix("#/components/schemas/")?;
    let fields = api["components"]["schemas"][name]["properties"].as_object()?;
    let is_list = |field: &Value| field["type"] == "array" && field["items"]["$ref"].is_string();
    fields.values().any(is_list).then_some(name)
}

#[actix_web::test]
async fn every_list_comes_in_parts() {
    let app = TestApp::start().await;
    let api = app.visitor().get("/api/openapi.json").await.json();
    // One thing whose parts are counted: a release with its tracks, an artist with addresses, sums of a time.
    let things = ["ReleaseView", "ArtistView", "TrackView", "StatisticsView"];
    let mut lists = BTreeSet::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        let Some(name) = list_of(&api, &methods["get"]).filter(|name| !things.contains(name)) else { continue };
        let parameters = methods["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let named: BTreeSet<_> = parameters.iter().filter_map(|one| one["name"].as_str()).collect();
        assert!(named.contains("before") && named.contains("limit"), "{path} ({name}) comes as a whole");
        lists.insert(name);
    }
    assert!(lists.len() >= 15, "{lists:?}");
    let said = api["info"]["description"].as_str().unwrap();
    for word in ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "1000000 requests"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let limited = &api["paths"]["/api/v1/search"]["get"]["responses"];
    assert!(limited["200"]["headers"]["RateLimit-Remaining"].is_object(), "{limited}");
    assert!(limited["429"]["headers"]["Retry-After"].is_object(), "{limited}");
}

#[actix_web::test]
async fn search_goes_on_where_its_cursor_says() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let titles: Vec<String> = (1..=5).map(|number| format!("Tide {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    catalogue::published(&app, &artist, account.id, ("Low Water", &titles)).await;
    app.tell_search().await;
    let visitor = app.visitor();
    let (mut address, mut seen) = (format!("{}/api/v1/search?q=tide&type=track&limit=2", app.url), Vec::new());
    loop {
        let answer = visitor.get(address.strip_prefix(&app.url).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let found = answer.json();
        seen.extend(found["tracks"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()));
        let link = answer.header("link");
        assert_eq!(found["more"], !link.is_empty());
        let Some(next) = link.strip_prefix('<').and_then(|link| link.split_once('>')) else { break };
        address = next.0.to_owned();
    }
    let distinct: BTreeSet<_> = seen.iter().map(String::as_str).collect();
    assert_eq!((seen.len(), distinct), (5, titles.into_iter().collect()));
    for before in ["10001", "-1", "x"] {
        let refused = visitor.get(&format!("/api/v1/search?q=tide&before={before}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{before}");
    }
}

#[actix_web::test]
async fn too_many_requests_are_told_when_to_come_again() {
    let app = TestApp::start_with(|settings| settings.with("api_requests_per_minute", "3")).await;
    let visitor = app.visitor();
    for left in ["2", "1", "0"] {
        let answer = visitor.get("/api/v1/search?q=x").await;
        assert_eq!((answer.status, answer.header("ratelimit-remaining").as_str()), (StatusCode::OK, left));
        assert_eq!(answer.header("ratelimit-limit"), "3");
    }
    let refused = visitor.get("/api/v1/search?q=x").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.content_type(), "application/problem+json");
    assert_eq!(refused.json()["code"], "too_many_requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(visitor.get("/api/openapi.json").await.status, StatusCode::OK, "the description is not counted");
    assert_eq!(visitor.get("/").await.status, StatusCode::OK, "nor are pages");
}

#[actix_web::test]
async fn what_is_made_up_from_it_is_no_fault_of_the_server() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let token = app.token(&account, Scope::Write).await;
    let folder = tempfile::tempdir().unwrap();
    let schemathesis = crate::feeds::readers::python().with_file_name("schemathesis");
    let ran = Command::new(schemathesis)
        .current_dir(folder.path())
        .env("SCHEMATHESIS_HOOKS", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/made_up.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .args(["run", &format!("{}/api/openapi.json", app.url), "--url", &app.url])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", "not_a_server_error", "--continue-on-failure", "--warnings", "off"])
        .args(["--suppress-health-check", "all", "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "4", "--max-time", "60", "--seed", "7", "--request-timeout", "30"])
        .kill_on_drop(true)
        .output();
    let limit = std::time::Duration::from_secs(150);
    let ran = tokio::time::timeout(limit, ran).await.expect("schemathesis ends by itself").unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
}

#[actix_web::test]
async fn a_nul_is_the_sender_s_fault() {
    let app = TestApp::start().await;
    let (_, account, browser) = app.artist("ode").await;
    let token = app.token(&account, Scope::Write).await;
    let visitor = app.visitor();
    let body = serde_json::json!({ "handle": "nul", "name": "a\u{0}b" });
    let request = visitor.request(reqwest::Method::POST, "/api/v1/artists").bearer_auth(&token).json(&body);
    let answer = visitor.send(request).await;
    assert!(answer.status.is_client_error() || answer.status.is_success(), "{}", answer.text());
    for path in ["/@ode%00", "/@ode/a%00b", "/api/v1/artists/%00", "/api/v1/search?q=%00", "/search?q=%00", "/live/%00"]
    {
        let answer = browser.get(path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
    }
}
