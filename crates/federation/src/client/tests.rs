use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::peer::{Peer, Reply, Request, client, hasty};
use super::{ACCEPT_ACTIVITY, Client, FetchError, Policy, Reach, TestNames, is_activity_type};
use crate::keys::{PublicKey, RsaKey};
use crate::signatures::{Claim, Incoming, Signer};

/// A peer called a.test, and the names with it.
async fn peer(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Peer, TestNames) {
    let peer = Peer::start(answer).await;
    let names = TestNames::default().with("a.test", peer.address);
    (peer, names)
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn signer() -> (Signer, PublicKey) {
    let key = RsaKey::generate().unwrap();
    let signer = Signer::from_pkcs8("http://here.test/ap/actors/1#main-key".to_owned(), &key.pkcs8().unwrap()).unwrap();
    (signer, PublicKey::from_pem(&key.public_pem().unwrap()).unwrap())
}

/// Whether a request came signed as it must, for the host `a.test`.
fn verifies(request: &Request, key: &PublicKey) -> bool {
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let body = (request.method == "POST").then_some(request.body.as_slice());
    let (method, target) = (request.method.as_str(), request.target.as_str());
    let incoming = Incoming { method, target, host: "a.test", scheme: "http", headers: &headers, body };
    Claim::read(&incoming, chrono::Utc::now()).unwrap().verify(key).is_ok()
}

#[tokio::test]
async fn an_object_is_taken_from_its_own_address() {
    let (peer, names) = peer(|_| Reply::json(&json!({"id": "http://a.test/o", "type": "Note"}))).await;
    let found = client(&names).get_object(&url("http://a.test/o#part"), None).await.unwrap();
    assert_eq!(found.url.as_str(), "http://a.test/o");
    assert_eq!(found.json["type"], "Note");
    let asked = &peer.requests()[0];
    assert_eq!(asked.header("user-agent"), Some("Tonewood/test (+https://here.test/)"));
    assert_eq!(asked.header("accept"), Some(ACCEPT_ACTIVITY));
    assert_eq!(asked.header("accept-encoding"), None);
    assert_eq!(asked.header("host"), Some("a.test"));
}

#[tokio::test]
async fn an_object_with_another_id_on_its_host_is_taken_from_there() {
    let (_peer, names) = peer(|_| Reply::json(&json!({"id": "http://a.test/real"}))).await;
    let found = client(&names).get_object(&url("http://a.test/@page"), None).await.unwrap();
    assert_eq!(found.url.as_str(), "http://a.test/real");
    assert_eq!(names.asked("a.test"), 2);
}

#[tokio::test]
async fn an_object_with_the_id_of_another_is_refused() {
    for id in [json!("http://b.test/victim"), json!("https://a.test/o"), json!("nonsense"), json!(7), Value::Null] {
        let said = id.clone();
        let (_peer, names) = peer(move |_| Reply::json(&json!({ "id": said }))).await;
        let error = client(&names).get_object(&url("http://a.test/o"), None).await.unwrap_err();
        assert!(matches!(error, FetchError::WrongId(_)), "{id}: {error}");
        assert_eq!(names.asked_at_all(), 1, "{id}");
    }
}

#[tokio::test]
async fn an_object_whose_id_never_settles_is_refused() {
    let (_peer, names) = peer(|request| Reply::json(&json!({"id": format!("http://a.test{}x", request.target)}))).await;
    let error = client(&names).get_object(&url("http://a.test/o"), None).await.unwrap_err();
    assert!(matches!(error, FetchError::WrongId(_)), "{error}");
    assert_eq!(names.asked("a.test"), 2);
}

#[tokio::test]
async fn a_file_of_a_wrong_type_is_no_document() {
    for wrong in ["application/json", "text/html", "application/ld+json", "text/plain; profile=x", "image/png"] {
        let (_peer, names) = peer(move |_| Reply::typed(wrong, &json!({"id": "http://a.test/o"}))).await;
        let error = client(&names).get_object(&url("http://a.test/o"), None).await.unwrap_err();
        assert_eq!(error, FetchError::ContentType(wrong.to_owned()));
    }
    let (_peer, names) = peer(|_| Reply::new(200, &[], b"{\"id\": \"http://a.test/o\"}")).await;
    let error = client(&names).get_object(&url("http://a.test/o"), None).await.unwrap_err();
    assert!(matches!(error, FetchError::ContentType(_)), "{error}");
}

#[test]
fn types_of_documents_are_known_in_every_spelling() {
    for right in [
        "application/activity+json",
        "Application/Activity+JSON; Charset=utf-8",
        "application/activity+json;charset=utf-8",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        "application/ld+json; charset=utf-8; profile=\"https://www.w3.org/ns/activitystreams\"",
        "application/ld+json;profile=https://www.w3.org/ns/activitystreams ; charset=utf-8",
        "application/ld+json; profile=\"http://www.w3.org/ns/json-ld#compacted https://www.w3.org/ns/activitystreams\"",
    ] {
        assert!(is_activity_type(right), "{right}");
    }
    for wrong in [
        "",
        "application/activity+jsonp",
        "application/ld+json",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams.evil\"",
        "application/ld+json; charset=\"https://www.w3.org/ns/activitystreams\"",
        "text/html; application/activity+json",
    ] {
        assert!(!is_activity_type(wrong), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_not_json_is_refused_and_so_is_what_was_compressed_unasked() {
    let gzip_magic = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    for (headers, body) in [
        (vec![("content-type", "application/activity+json")], b"<html>".as_slice()),
        (vec![("content-type", "application/activity+json"), ("content-encoding", "gzip")], gzip_magic.as_slice()),
    ] {
        let (_peer, names) = peer(move |_| Reply::new(200, &headers, body)).await;
        let error = client(&names).get_object(&url("http://a.test/o"), None).await.unwrap_err();
        assert!(matches!(error, FetchError::NotJson(_)), "{error}");
    }
}

#[tokio::test]
async fn two_redirects_are_followed_and_three_are_not() {
    let (_peer, names) = peer(|request| match request.target.as_str() {
        "/3" => Reply::redirect("/2"),
        "/2" => Reply::redirect("http://a.test/1"),
        "/1" => Reply::redirect("//a.test/0"),
        _ => Reply::json(&json!({"id": "http://a.test/0"})),
    })
    .await;
    let client = client(&names);
    let found = client.get_object(&url("http://a.test/2"), None).await.unwrap();
    assert_eq!(found.url.as_str(), "http://a.test/0");
    assert_eq!(client.get_object(&url("http://a.test/3"), None).await, Err(FetchError::Redirects));
    assert_eq!(names.asked("a.test"), 6);
}

#[tokio::test]
async fn no_redirect_leads_to_a_private_address() {
    let secret = Peer::start(|_| Reply::json(&json!({"id": "secret"}))).await;
    let inside = format!("http://{}/", secret.address);
    for target in [inside.clone(), "http://10.0.0.1/".to_owned(), "http://[::1]/".to_owned(), "file:///x".to_owned()] {
        let (_peer, names) = peer(move |_| Reply::redirect(&target)).await;
        let error = client(&names).get(&url("http://a.test/"), "*/*", None).await.unwrap_err();
        assert!(matches!(error, FetchError::Forbidden(_)), "{error}");
        assert_eq!(names.asked_at_all(), 1);
    }
    assert!(secret.requests().is_empty());
}

#[tokio::test]
async fn a_name_that_resolves_to_a_private_address_is_not_connected_to() {
    let names = TestNames::default().with("rebound.test", ([10, 0, 0, 1], 80).into());
    let error = client(&names).get(&url("http://rebound.test/"), "*/*", None).await.unwrap_err();
    assert!(matches!(error, FetchError::Forbidden(_)), "{error}");
}

#[tokio::test]
async fn the_resolver_gives_no_address_of_this_machine_to_the_public_reach() {
    use reqwest::dns::Resolve;
    // "localhost" is the one name that resolves everywhere without asking anybody.
    let resolve = async |reach| {
        let lookup = super::resolver::of_system();
        super::resolver::Resolver { reach, lookup }.resolve("localhost".parse().unwrap()).await
    };
    assert!(resolve(Reach::Public).await.is_err());
    assert!(resolve(Reach::Loopback).await.unwrap().all(|at| at.ip().is_loopback()));
}

#[tokio::test]
async fn a_client_of_an_instance_on_this_machine_asks_this_machine() {
    let peer = Peer::start(|_| Reply::json(&json!({}))).await;
    let client = Client::new(Reach::Loopback, "Tonewood/test").unwrap();
    let here = format!("http://localhost:{}/", peer.address.port());
    assert_eq!(client.get(&url(&here), "*/*", None).await.unwrap().body, "{}");
    let public = Client::new(Reach::Public, "Tonewood/test").unwrap();
    assert!(matches!(public.get(&url(&here), "*/*", None).await, Err(FetchError::Forbidden(_))));
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn who_says_nothing_or_a_byte_at_a_time_is_left() {
    let slow: [fn() -> Reply; 3] = [
        || Reply::Silence,
        || Reply::Trickle(b"HTTP/1.1 200 OK\r\nx-header: ".to_vec()),
        || Reply::Trickle(b"HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\n\r\n{".to_vec()),
    ];
    let (signer, _) = signer();
    for reply in slow {
        let (_peer, names) = peer(move |_| reply()).await;
        let begun = Instant::now();
        assert_eq!(hasty(&names).get_object(&url("http://a.test/o"), None).await, Err(FetchError::Timeout));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    let (_peer, names) = peer(|_| Reply::Silence).await;
    let error = hasty(&names).post(&url("http://a.test/inbox"), "{}".into(), &signer).await.unwrap_err();
    assert_eq!(error, FetchError::Timeout);
}

#[tokio::test]
async fn the_deadline_is_one_for_all_redirects() {
    // Each step is quicker than the deadline, all of them are not.
    let (_peer, names) = peer(|request| {
        std::thread::sleep(Duration::from_millis(200));
        if request.target == "/2222" { Reply::status(200) } else { Reply::redirect(&format!("{}2", request.target)) }
    })
    .await;
    let policy = Policy { get: Duration::from_millis(300), redirects: 5, ..Policy::default() };
    let client = Client::with_policy(Reach::Tests(names), "Tonewood/test", policy).unwrap();
    assert_eq!(client.get(&url("http://a.test/"), "*/*", None).await.unwrap_err(), FetchError::Timeout);
}

#[tokio::test]
async fn more_than_the_limit_is_not_read() {
    let (_peer, names) = peer(|request| match request.target.as_str() {
        "/named" => Reply::new(200, &[], &vec![b' '; 2 << 20]),
        "/just" => Reply::new(200, &[], &vec![b' '; 1 << 20]),
        // Without a length: it ends with the connection.
        _ => Reply::Whole([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &vec![b' '; 2 << 20]].concat()),
    })
    .await;
    let client = client(&names);
    for target in ["named", "unnamed"] {
        let error = client.get(&url(&format!("http://a.test/{target}")), "*/*", None).await.unwrap_err();
        assert_eq!(error, FetchError::TooLarge, "{target}");
    }
    assert_eq!(client.get(&url("http://a.test/just"), "*/*", None).await.unwrap().body.len(), 1 << 20);
}

#[tokio::test]
async fn headers_without_end_are_not_read() {
    let many = (0..200).fold("HTTP/1.1 200 OK\r\n".to_owned(), |all, number| all + &format!("x-{number}: 1\r\n"));
    let (_peer, names) = peer(move |_| Reply::Whole(format!("{many}\r\n").into_bytes())).await;
    let error = client(&names).get(&url("http://a.test/"), "*/*", None).await.unwrap_err();
    assert!(matches!(error, FetchError::Transport(_)), "{error}");
}

#[tokio::test]
async fn other_answers_than_success_say_what_to_do() {
    let (_peer, names) = peer(|request| match request.target.as_str() {
        "/gone" => Reply::status(410),
        "/busy" => Reply::new(429, &[("retry-after", "120")], b""),
        "/long" => Reply::new(503, &[("retry-after", "99999999")], b""),
        _ => Reply::status(404),
    })
    .await;
    let client = client(&names);
    let get = async |target: &str| client.get(&url(&format!("http://a.test/{target}")), "*/*", None).await.unwrap_err();
    let wait = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(get("gone").await, FetchError::Gone);
    assert_eq!(get("busy").await, FetchError::Status { code: 429, retry_after: wait(120) });
    assert_eq!(get("long").await, FetchError::Status { code: 503, retry_after: wait(86_400) });
    let missing = get("missing").await;
    assert_eq!(missing, FetchError::Status { code: 404, retry_after: None });
    assert!(!missing.may_pass() && get("busy").await.may_pass());
}

#[tokio::test]
async fn nobody_at_the_address_is_trouble_that_may_pass() {
    let names = TestNames::default().with("a.test", ([127, 0, 0, 1], 1).into());
    let error = client(&names).get(&url("http://a.test/"), "*/*", None).await.unwrap_err();
    assert!(matches!(error, FetchError::Transport(_)) && error.may_pass(), "{error}");
}

#[tokio::test]
async fn what_is_brought_arrives_signed() {
    let (signer, key) = signer();
    let (peer, names) = peer(|_| Reply::new(202, &[], b"thanks")).await;
    let status = client(&names).post(&url("http://a.test/inbox?x=1"), "{\"a\":1}".into(), &signer).await.unwrap();
    assert_eq!(status.as_u16(), 202);
    let asked = &peer.requests()[0];
    assert_eq!((asked.target.as_str(), asked.body.as_slice()), ("/inbox?x=1", b"{\"a\":1}".as_slice()));
    assert_eq!(asked.header("content-type"), Some("application/activity+json"));
    assert!(verifies(asked, &key));
}

#[tokio::test]
async fn what_is_brought_follows_no_redirect() {
    let (signer, _) = signer();
    let (_peer, names) = peer(|_| Reply::new(307, &[("location", "http://a.test/other")], b"")).await;
    let error = client(&names).post(&url("http://a.test/inbox"), "{}".into(), &signer).await.unwrap_err();
    assert_eq!(error, FetchError::Status { code: 307, retry_after: None });
    assert_eq!(names.asked("a.test"), 1);
}

#[tokio::test]
async fn a_status_counts_though_the_rest_is_slow_or_large() {
    let (signer, _) = signer();
    let (_peer, names) = peer(|request| match request.target.as_str() {
        "/slow" => Reply::Trickle(b"HTTP/1.1 202 OK\r\n\r\n".to_vec()),
        _ => Reply::new(202, &[], &vec![b' '; 4 << 20]),
    })
    .await;
    for target in ["slow", "large"] {
        let inbox = url(&format!("http://a.test/{target}"));
        assert_eq!(client(&names).post(&inbox, "{}".into(), &signer).await.map(|status| status.as_u16()), Ok(202));
    }
}

#[tokio::test]
async fn a_signed_question_is_signed_anew_for_each_address() {
    let (signer, key) = signer();
    let (peer, names) = peer(|request| match request.target.as_str() {
        "/first" => Reply::redirect("/second"),
        _ => Reply::status(200),
    })
    .await;
    client(&names).get(&url("http://a.test/first"), ACCEPT_ACTIVITY, Some(&signer)).await.unwrap();
    let requests = peer.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| verifies(request, &key)));
}

#[tokio::test]
async fn the_plumbing_s_client_has_the_same_checks_and_signs_for_documents_only() {
    let (signer, key) = signer();
    let (peer, names) = peer(|request| match request.target.as_str() {
        "/moved" => Reply::redirect("/o"),
        "/o" => Reply::typed(
            "application/ld+json; charset=x; profile=\"https://www.w3.org/ns/activitystreams\"",
            &json!({}),
        ),
        "/large" => Reply::new(200, &[], &vec![b' '; 2 << 20]),
        "/gone" => Reply::status(410),
        _ => Reply::status(502),
    })
    .await;
    let plumbing = client(&names).signing_as(Arc::new(signer)).with_middleware();
    let get = async |address: &str, accept: &str| plumbing.get(address).header("accept", accept).send().await;
    let found = get("http://a.test/moved", "application/activity+json").await.unwrap();
    assert_eq!(found.url().as_str(), "http://a.test/o");
    assert_eq!(found.headers()["content-type"], "application/activity+json");
    assert_eq!(found.text().await.unwrap(), "{}");
    assert!(peer.requests().iter().all(|request| verifies(request, &key)));

    get("http://a.test/o", "application/jrd+json").await.unwrap();
    let last = peer.requests().pop().unwrap();
    assert_eq!(last.header("signature"), None);
    assert_eq!(last.header("user-agent"), Some("Tonewood/test (+https://here.test/)"));

    assert_eq!(get("http://a.test/gone", "*/*").await.unwrap().status().as_u16(), 410);
    let failed = async |address: &str| {
        let error = get(address, "*/*").await.unwrap_err();
        FetchError::behind(&error).cloned().unwrap()
    };
    assert_eq!(failed("http://a.test/large").await, FetchError::TooLarge);
    assert_eq!(failed("http://a.test/broken").await, FetchError::Status { code: 502, retry_after: None });
    assert!(matches!(failed("http://10.0.0.1/").await, FetchError::Forbidden(_)));
}
