use serde_json::{Value, json};

use super::{NodeInfoError, Software, ask};
use crate::client::TestNames;
use crate::client::peer::{Peer, Reply, client};

/// What is found at a host with this index, where the document of 2.1 says `software` and the one of 2.0 is an old one.
async fn found(links: Value, software: Value) -> (Result<Software, NodeInfoError>, TestNames) {
    let peer = Peer::start(move |request| match request.target.as_str() {
        "/.well-known/nodeinfo" => Reply::typed("application/json", &json!({ "links": links })),
        "/2.1" => Reply::typed("application/json", &json!({ "software": software })),
        "/2.0" => Reply::typed("application/json", &json!({"software": {"name": "old", "version": "0"}})),
        _ => Reply::status(404),
    })
    .await;
    let names = TestNames::default().with("a.test", peer.address).with("b.test", peer.address);
    (ask(&client(&names), "a.test").await, names)
}

fn link(version: &str, href: &str) -> Value {
    json!({"rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"), "href": href})
}

#[tokio::test]
async fn the_newest_document_is_read() {
    let links =
        json!([link("2.0", "http://a.test/2.0"), link("2.1", "/2.1"), {"rel": "https://other", "href": "/x"}, {}]);
    let (found, _) = found(links, json!({"name": "FunkWhale", "version": "1.4.0\n"})).await;
    assert_eq!(found.unwrap(), Software { name: "funkwhale".to_owned(), version: "1.4.0".to_owned() });
}

#[tokio::test]
async fn another_host_is_not_asked() {
    let (found, names) = found(json!([link("2.1", "http://b.test/2.1")]), json!({"name": "x"})).await;
    assert!(matches!(found, Err(NodeInfoError::Silent)));
    assert_eq!(names.asked("b.test"), 0);
}

#[tokio::test]
async fn a_host_that_says_nothing_is_silent() {
    let (no_link, _) = found(json!([]), json!({})).await;
    assert!(matches!(no_link, Err(NodeInfoError::Silent)));
    let (no_name, _) = found(json!([link("2.1", "/2.1")]), json!({"name": " "})).await;
    assert!(matches!(no_name, Err(NodeInfoError::Silent)));
    let (no_software, _) = found(json!([link("2.1", "/2.1")]), Value::Null).await;
    assert!(matches!(no_software, Err(NodeInfoError::Fetch(_))));
}

#[tokio::test]
async fn a_host_is_a_host_and_nothing_more() {
    let client = client(&TestNames::default().with("a.test", ([127, 0, 0, 1], 1).into()));
    for host in ["a.test/x", "a.test?", "a.test#", "user@a.test", "a.test\\x", " a.test", ""] {
        let error = ask(&client, host).await.unwrap_err();
        assert!(matches!(error, NodeInfoError::Fetch(crate::client::FetchError::Forbidden(_))), "{host}: {error}");
    }
}
