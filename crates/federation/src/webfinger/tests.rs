use serde_json::{Value, json};
use url::Url;

use super::host_meta::template;
use super::{Handle, WebfingerError, follow_page, handle_of, resolve};
use crate::client::TestNames;
use crate::client::peer::{Peer, Reply, Request, client};

const ACTOR: &str = "http://web.test/users/alice";

/// A peer under two names: `web.test`, where the actors are, and `a.test`, the name in handles.
async fn peer(answer: impl Fn(&str, &Request) -> Reply + Send + Sync + 'static) -> (Peer, TestNames) {
    let peer = Peer::start(move |request| answer(request.header("host").unwrap_or_default(), request)).await;
    let names = TestNames::default().with("web.test", peer.address).with("a.test", peer.address);
    (peer, names)
}

fn jrd(subject: &str, actor: &str) -> Reply {
    Reply::typed("application/jrd+json", &described(json!(subject), actor))
}

fn described(subject: Value, actor: &str) -> Value {
    json!({"subject": subject, "aliases": null, "links": [
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "http://web.test/@alice"},
        {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "http://web.test/authorize?uri={uri}"},
        {"rel": "self", "type": "text/html", "href": "http://web.test/not"},
        null,
        {"rel": "self", "type": "application/activity+json", "href": actor},
    ]})
}

async fn handle(names: &TestNames) -> Result<String, WebfingerError> {
    handle_of(&client(names), &Url::parse(ACTOR).unwrap(), "alice").await
}

#[tokio::test]
async fn a_handle_leads_to_its_actor_however_it_is_written() {
    let (peer, names) = peer(|_, _| jrd("acct:alice@a.test", ACTOR)).await;
    for handle in ["alice@a.test", "@alice@a.test", "acct:alice@A.test", " alice@a.test "] {
        assert_eq!(resolve(&client(&names), handle).await.unwrap().as_str(), ACTOR, "{handle}");
    }
    for request in peer.requests() {
        assert_eq!(request.target, "/.well-known/webfinger?resource=acct:alice@a.test");
    }
}

#[tokio::test]
async fn what_is_no_handle_is_not_asked_for() {
    let (_peer, names) = peer(|_, _| jrd("acct:alice@a.test", ACTOR)).await;
    for text in [
        "",
        "alice",
        "@a.test",
        "alice@",
        "al ice@a.test",
        "a&b@a.test",
        "alice@a.test/x",
        "a@b@a.test",
        "alice@a.test?x",
    ] {
        assert!(matches!(resolve(&client(&names), text).await, Err(WebfingerError::NotAHandle)), "{text}");
    }
    assert_eq!(names.asked_at_all(), 0);
}

#[tokio::test]
async fn nobody_is_found_where_there_is_none() {
    let (_peer, names) = peer(|_, request| match request.target.contains("acct:gone") {
        true => Reply::status(410),
        false => Reply::typed("application/jrd+json", &json!({"subject": "acct:bot@a.test", "links": "none"})),
    })
    .await;
    for handle in ["gone@a.test", "bot@a.test"] {
        assert!(matches!(resolve(&client(&names), handle).await, Err(WebfingerError::Unknown)), "{handle}");
    }
}

#[tokio::test]
async fn host_meta_is_asked_where_webfinger_is_not() {
    let xrd = "<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>\
        <Link rel='lrdd' type='application/jrd+json' template='http://web.test/wf?a=1&amp;resource={uri}'/></XRD>";
    let (peer, names) = peer(move |host, request| match (host, request.target.as_str()) {
        ("a.test", "/.well-known/host-meta") => {
            Reply::new(200, &[("content-type", "application/xrd+xml")], xrd.as_bytes())
        }
        ("web.test", "/wf?a=1&resource=acct%3Aalice%40a.test") => jrd("acct:alice@a.test", ACTOR),
        _ => Reply::status(404),
    })
    .await;
    assert_eq!(resolve(&client(&names), "alice@a.test").await.unwrap().as_str(), ACTOR);
    assert_eq!(peer.requests().len(), 3);
    assert!(matches!(resolve(&client(&names), "bob@a.test").await, Err(WebfingerError::Unknown)));
    assert!(matches!(resolve(&client(&names), "bob@web.test").await, Err(WebfingerError::Unknown)));
}

#[test]
fn a_template_is_read_from_odd_documents_or_not_at_all() {
    let of = |text: &str| template(text);
    assert_eq!(
        of("<XRD><Link rel='lrdd' template='https://a/{uri}'></Link></XRD>").as_deref(),
        Some("https://a/{uri}")
    );
    assert_eq!(of("<x:XRD xmlns:x='y'><x:Link rel=\"lrdd\" template=\"{uri}\"/></x:XRD>").as_deref(), Some("{uri}"));
    assert_eq!(of("<XRD><Link rel='other' template='https://a/{uri}'/></XRD>"), None);
    assert_eq!(of("<XRD><Link rel='lrdd' template='https://a/'/></XRD>"), None);
    assert_eq!(of("<XRD><Link rel='lrdd'"), None);
    assert_eq!(of("<!DOCTYPE x [<!ENTITY a 'b'>]><XRD><Link rel='lrdd' template='&a;{uri}'/></XRD>"), None);
    assert_eq!(of(""), None);
}

#[tokio::test]
async fn the_handle_of_an_actor_is_on_its_own_host_or_where_that_points() {
    let (_peer, names) = peer(|_, _| jrd("acct:Alice@web.test", ACTOR)).await;
    assert_eq!(handle(&names).await.unwrap(), "Alice@web.test");
    assert_eq!(names.asked_at_all(), 1);

    let (_peer, names) = peer(|_, _| jrd("acct:alice@a.test", ACTOR)).await;
    assert_eq!(handle(&names).await.unwrap(), "alice@a.test");
    assert_eq!((names.asked("web.test"), names.asked("a.test")), (1, 1));

    let (_peer, names) = peer(|_, _| Reply::typed("application/json", &described(Value::Null, ACTOR))).await;
    assert_eq!(handle(&names).await.unwrap(), "alice@web.test");
}

#[tokio::test]
async fn a_handle_that_points_elsewhere_is_refused() {
    // The host of the handle names another actor: somebody claims a name that is not theirs.
    let (_peer, names) = peer(|host, _| match host {
        "web.test" => jrd("acct:boss@a.test", ACTOR),
        _ => jrd("acct:boss@a.test", "http://a.test/users/boss"),
    })
    .await;
    assert!(matches!(handle(&names).await, Err(WebfingerError::Mismatch)));

    let (_peer, names) = peer(|_, _| jrd("acct:alice@web.test", "http://web.test/users/bob")).await;
    assert!(matches!(handle(&names).await, Err(WebfingerError::Mismatch)));
}

#[tokio::test]
async fn a_loop_of_handles_ends_after_two_questions() {
    let (_peer, names) = peer(|host, _| match host {
        "web.test" => jrd("acct:alice@a.test", ACTOR),
        _ => jrd("acct:alice@web.test", ACTOR),
    })
    .await;
    assert!(matches!(handle(&names).await, Err(WebfingerError::Mismatch)));
    assert_eq!(names.asked_at_all(), 2);
}

#[tokio::test]
async fn a_handle_on_a_private_host_is_not_asked_for() {
    let (_peer, names) = peer(|_, _| jrd("acct:alice@10.0.0.1", ACTOR)).await;
    assert!(matches!(handle(&names).await, Err(WebfingerError::Fetch(_))));
    assert_eq!(names.asked_at_all(), 1);
}

#[test]
fn hosts_of_handles_are_in_ascii_and_lower_case() {
    assert_eq!(Handle::read("käthe@Bücher.example").unwrap().to_string(), "käthe@xn--bcher-kva.example");
    assert_eq!(Handle::read("a@localhost:8081").unwrap().to_string(), "a@localhost:8081");
}

#[tokio::test]
async fn the_page_to_follow_from_is_the_one_the_own_server_names() {
    let (_peer, names) = peer(|_, _| jrd("acct:alice@a.test", ACTOR)).await;
    let page = follow_page(&client(&names), "@alice@a.test", "https://here.test/ap/actors/1?a=b&c").await.unwrap();
    let expected = "http://web.test/authorize?uri=https%3A%2F%2Fhere.test%2Fap%2Factors%2F1%3Fa%3Db%26c";
    assert_eq!(page.unwrap().as_str(), expected);

    let (_peer, names) = peer(|_, _| {
        let intent =
            json!({"rel": "https://w3id.org/fep/3b86/Follow", "template": "http://web.test/follow?o={object}"});
        let older =
            json!({"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "http://web.test/s?uri={uri}"});
        Reply::typed("application/jrd+json", &json!({"links": [older, intent]}))
    })
    .await;
    let page = follow_page(&client(&names), "alice@a.test", "x").await.unwrap();
    assert_eq!(page.unwrap().as_str(), "http://web.test/follow?o=x");
}

#[tokio::test]
async fn a_page_to_follow_from_is_an_address_of_the_web_or_none() {
    for template in ["javascript:alert(1)//{uri}", "http://unknown.test/?uri={uri}", "{uri}"] {
        let link = json!({"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template});
        let (_peer, names) = peer(move |_, _| Reply::typed("application/jrd+json", &json!({"links": [link]}))).await;
        let page = follow_page(&client(&names), "alice@a.test", "javascript:alert(1)").await;
        assert!(matches!(page, Err(WebfingerError::Fetch(_))), "{template}");
    }
    let (_peer, names) = peer(|_, _| Reply::typed("application/jrd+json", &json!({"links": []}))).await;
    assert!(follow_page(&client(&names), "alice@a.test", "x").await.unwrap().is_none());
}
