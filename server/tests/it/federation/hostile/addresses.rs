//! Addresses of what is not public, in every spelling, wherever an address may stand; where a server sends us on; and servers
//! that never come to an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::Utc;
use federation::client::{Client, Policy, Reach};
use federation::inbox as federation_inbox;
use federation::remote::fetch;
use federation::signatures::Incoming;
use federation::{Federation, FederationError};
use serde_json::{Value, json};
use testkit::NOT_PUBLIC;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::Scene;
use crate::federation::peer::Person;
use crate::federation::world::{World, inbox};

/// A port of this machine where nobody should knock; counts those who do.
pub(super) async fn trap() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let (port, count) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((_, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, count)
}

/// Takes an activity as the inbox of an instance on the internet would; the status.
async fn receive(
    plumbing: &federation::context::Plumbing,
    person: &Person,
    activity: &Value,
    key: Option<&str>,
) -> u16 {
    let body = activity.to_string().into_bytes();
    let mut signed = person.signer.post(&inbox(), &body, Utc::now());
    if let (Some(key), Some((_, value))) = (key, signed.iter_mut().find(|(name, _)| name == "signature")) {
        *value = value.replace(person.signer.key_id(), key);
    }
    let headers: Vec<(&str, &str)> = signed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let incoming = Incoming {
        method: "POST",
        target: "/ap/inbox",
        host: "music.test",
        scheme: "http",
        headers: &headers,
        body: Some(&body),
    };
    match Box::pin(federation_inbox::receive(plumbing, &incoming, Utc::now())).await {
        Ok(_) => 202,
        Err(error) => error.status(),
    }
}

#[actix_web::test]
async fn no_spelling_of_a_private_address_is_asked() {
    let scene = Scene::start().await;
    let (port, knocks) = trap().await;
    let client = Client::new(Reach::Public, "Tonewood/test (+http://music.test/)").unwrap();
    let public = Federation::new(scene.world.app.pool().clone(), "http://music.test", client).plumbing().await.unwrap();
    let mallory = &scene.mallory;
    let before = scene.world.prints().await;
    for host in NOT_PUBLIC {
        for (scheme, at) in
            [("https", format!("{host}:{port}")), ("http", format!("{host}:{port}")), ("https", host.to_owned())]
        {
            let address = format!("{scheme}://{at}/users/mallory");
            let mut from_there = mallory.say("Announce", scene.larks.note.as_str());
            from_there["actor"] = json!(address);
            from_there["id"] = json!(format!("{address}/1"));
            let key = format!("{address}#main-key");
            let status = receive(&public, mallory, &from_there, Some(&key)).await;
            assert!(matches!(status, 400 | 401 | 403), "{status} to the actor {address}");
            let status =
                receive(&public, mallory, &mallory.say("Announce", scene.larks.note.as_str()), Some(&key)).await;
            assert!(matches!(status, 400 | 401 | 403), "{status} to the key {address}");
            let found = Box::pin(fetch::object(&public, &address, None)).await;
            assert!(matches!(found, Err(FederationError::Refused(_))), "the object {address}: {found:?}");
        }
    }
    assert_eq!(scene.world.prints().await, before);
    assert_eq!(knocks.load(Ordering::SeqCst), 0, "somebody knocked");
}

#[actix_web::test]
async fn nobody_is_sent_on_to_a_private_address() {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    let (port, knocks) = trap().await;
    for (n, target) in [
        format!("http://127.0.0.1:{port}/x"),
        format!("https://localhost:{port}/x"),
        format!("//127.1:{port}/x"),
        "file:///etc/passwd".to_owned(),
        "http://tide.test:1/users/loop".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let person = tide.person(&format!("sent{n}"));
        tide.redirects(&format!("/users/sent{n}"), target);
        let status = world.send(&person, &person.say("Like", larks.note.as_str())).await;
        assert_eq!(status, 401, "{target}");
    }
    let looping = tide.person("loop");
    tide.redirects("/users/loop", &looping.uri);
    assert_eq!(world.send(&looping, &looping.say("Like", larks.note.as_str())).await, 401);
    assert_eq!(knocks.load(Ordering::SeqCst), 0, "somebody knocked");
    assert_eq!(world.count("reactions", "true").await, 0);
}

#[actix_web::test]
async fn a_server_that_says_a_byte_a_second_is_left() {
    let patience = Policy { get: Duration::from_millis(500), ..Policy::default() };
    let world = World::with_client(|names| {
        Client::with_policy(Reach::Tests(names), "Tonewood/test (+http://music.test/)", patience).unwrap()
    })
    .await;
    let larks = world.larks().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tide = world.peer("tide.test");
    world.names.add("tide.test", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut said = [0; 1024];
                drop(stream.read(&mut said).await);
                drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\n\r\n{").await);
                while stream.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            });
        }
    });
    let mallory = tide.person("mallory");
    let began = std::time::Instant::now();
    let status = world.send(&mallory, &mallory.say("Like", larks.note.as_str())).await;
    assert_eq!(status, 503, "it may be quicker another time");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
