//! What holds on every route there is: the routes are read from `src/routes`, so that a new one is held to it too.

use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};

use crate::support::{Answer, Browser, TestApp};

const FILES: &[(&str, &str)] = &[
    ("", include_str!("../../src/routes.rs")),
    ("", include_str!("../../src/routes/accounts.rs")),
    ("", include_str!("../../src/routes/subsonic.rs")),
    ("/api", include_str!("../../src/routes/api_library.rs")),
    ("", include_str!("../../src/routes/admin.rs")),
    ("/api", include_str!("../../src/routes/api.rs")),
    ("", include_str!("../../src/routes/books.rs")),
    ("", include_str!("../../src/routes/chat.rs")),
    ("", include_str!("../../src/routes/discovery.rs")),
    ("/api", include_str!("../../src/routes/discovery_api.rs")),
    ("", include_str!("../../src/routes/fans.rs")),
    ("", include_str!("../../src/routes/feeds.rs")),
    ("", include_str!("../../src/routes/letters.rs")),
    ("", include_str!("../../src/routes/library.rs")),
    ("", include_str!("../../src/routes/live.rs")),
    ("", include_str!("../../src/routes/media.rs")),
    ("", include_str!("../../src/routes/memberships.rs")),
    ("", include_str!("../../src/routes/moderation.rs")),
    ("", include_str!("../../src/routes/money.rs")),
    ("", include_str!("../../src/routes/player.rs")),
    ("", include_str!("../../src/routes/plays.rs")),
    ("/api", include_str!("../../src/routes/plays_api.rs")),
    ("", include_str!("../../src/routes/public.rs")),
    ("", include_str!("../../src/routes/shows.rs")),
    ("", include_str!("../../src/routes/social.rs")),
    ("", include_str!("../../src/routes/studio.rs")),
    ("", include_str!("../../src/routes/studio_shows.rs")),
];
/// Methods as the route files name them; `read()` and `route()` take `GET` too.
const METHODS: &[(&str, &str)] = &[
    ("get()", "GET"),
    ("read()", "GET"),
    ("head()", "HEAD"),
    ("post()", "POST"),
    ("put()", "PUT"),
    ("patch()", "PATCH"),
    ("delete()", "DELETE"),
];

/// A route with its parameters filled in.
struct Known {
    method: Method,
    path: String,
}

/// Every route, with an id or a word in place of each parameter.
fn routes() -> Vec<Known> {
    let mut found = Vec::new();
    for (prefix, text) in FILES {
        for (method, pattern) in patterns(text) {
            found.push(Known { method, path: format!("{prefix}{}", filled(pattern)) });
        }
    }
    found
}

/// The routes of a file: method and pattern.
pub fn patterns(text: &str) -> Vec<(Method, &str)> {
    let named = text.match_indices("route(\"/").chain(text.match_indices("resource(\"/"));
    let mut starts: Vec<usize> = named.map(|(at, _)| at).collect();
    starts.sort_unstable();
    let mut found = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(text.len());
        let part = &text[*start..end];
        let pattern = part.split('"').nth(1).unwrap();
        for (word, method) in METHODS {
            if part.contains(&format!("{word}.to(")) {
                found.push((method.parse().unwrap(), pattern));
            }
        }
    }
    found
}

fn filled(pattern: &str) -> String {
    let mut path = String::new();
    for (n, part) in pattern.split('{').enumerate() {
        match part.split_once('}') {
            Some((name, rest)) if n > 0 => {
                path.push_str(match name {
                    "id" | "encoding" | "image" => "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
                    "format" => "flac",
                    _ => "nobody",
                });
                path.push_str(rest);
            }
            _ => path.push_str(part),
        }
    }
    path
}

/// The headers that keep a browser from doing what the page did not ask for.
fn unsafe_headers(path: &str, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    // Players for other people's pages, and nothing else, stand in frames.
    let is_framed = path.starts_with("/embed/");
    let frames = if is_framed { "frame-ancestors *" } else { "frame-ancestors 'none'" };
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-frame-options", if is_framed { "" } else { "DENY" }),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        if answer.header(name) != value {
            wrong.push(format!("{name} is {:?}", answer.header(name)));
        }
    }
    let policy = answer.header("content-security-policy");
    if answer.content_type().starts_with("text/html")
        && (!policy.contains(frames) || policy.contains("unsafe-inline") || policy.contains("unsafe-eval"))
    {
        wrong.push(format!("the policy is {policy:?}"));
    }
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let whole =
            ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part));
        if !whole || cookie.contains("Domain=") {
            wrong.push(format!("the cookie {cookie:?}"));
        }
    }
    wrong
}

async fn admin_by_https(app: &TestApp) -> Browser {
    let account = app.account("admin", true).await;
    let token = model::sessions::create(&mut *app.db().await, account.id, "test").await.unwrap();
    Browser::with_cookie(&app.url, &format!("__Host-tonewood_session={token}"))
}

#[actix_web::test]
async fn every_answer_has_its_headers_and_none_is_a_fault() {
    let app = TestApp::start_with(|settings| settings.with("url", "https://music.example")).await;
    let (visitor, admin) = (app.visitor(), admin_by_https(&app).await);
    let routes = routes();
    assert!(routes.len() > 110, "only {} routes were found", routes.len());
    let mut wrong = Vec::new();
    for (who, browser) in [("visitor", &visitor), ("admin", &admin)] {
        // A stream of events that is opened goes on for ever; `play_queues.rs` reads it.
        for Known { method, path } in routes.iter().filter(|route| route.path != "/queue/events") {
            let answer = browser.send(browser.request(method.clone(), path)).await;
            if path != "/readyz" && answer.status.is_server_error() {
                wrong.push(format!("{method} {path} ({who}) is {}", answer.status));
            }
            wrong.extend(unsafe_headers(path, &answer).iter().map(|what| format!("{method} {path} ({who}): {what}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(admin.get("/admin").await.status, StatusCode::OK, "the session counted");
}

#[actix_web::test]
async fn nothing_is_changed_without_a_token_or_from_another_site() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let changing: Vec<Known> =
        routes().into_iter().filter(|route| !matches!(route.method.as_str(), "GET" | "HEAD")).collect();
    assert!(changing.len() > 50, "only {} changing routes were found", changing.len());
    let token = admin.csrf("/account").await;
    let mut accepted = Vec::new();
    for Known { method, path } in &changing {
        let bare = admin.send(admin.request(method.clone(), path).form(&[("x", "y")])).await;
        if !bare.status.is_client_error() {
            accepted.push(format!("{method} {path} without a token: {}", bare.status));
        }
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
        {
            let request = admin.request(method.clone(), path).header(name, value).header("x-csrf-token", &token);
            let foreign = admin.send(request.form(&[("csrf", token.as_str())])).await;
            if foreign.status != StatusCode::FORBIDDEN {
                accepted.push(format!("{method} {path} with {name}: {value}: {}", foreign.status));
            }
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
    assert_eq!(admin.get("/account").await.status, StatusCode::OK, "nobody was signed out");
    let account = model::accounts::by_email(&mut *app.db().await, "admin@example.org").await.unwrap().unwrap();
    let program = app.token(&account, Scope::Write).await;
    let known = admin.send(app.visitor().request(Method::GET, "/api/v1/artists").bearer_auth(&program)).await;
    assert_eq!(known.status, StatusCode::OK, "a program needs neither");
}
