//! Names that change their minds: a public address when one looks, a private one when one comes.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use federation::FederationError;
use federation::client::{Client, FetchError, Lookup, Policy, Reach};
use federation::remote::fetch;
use federation::webfinger::{self, WebfingerError};

use super::addresses::trap;
use crate::federation::peer::Person;
use crate::federation::world::World;

/// Public by its number, and given to nobody: a net that was handed back, to which nothing is routed.
const PUBLIC: IpAddr = IpAddr::V6(Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 1));
/// This machine and its surroundings.
const PRIVATE: [IpAddr; 4] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
];

/// A resolver whose names have a public address when they are asked for first, and private ones from then on; names that begin
/// with `inside` never have another, and those that begin with `both` have all of them at once. Counts how often each was asked.
#[derive(Clone, Default)]
struct Fickle(Arc<Mutex<HashMap<String, usize>>>);

impl Fickle {
    fn lookup(&self) -> Lookup {
        let fickle = self.clone();
        Arc::new(move |host| {
            let found = fickle.answer(&host);
            Box::pin(async move { Ok(found) })
        })
    }

    fn answer(&self, host: &str) -> Vec<SocketAddr> {
        let times = {
            let mut asked = self.0.lock().unwrap();
            let times = asked.entry(host.to_owned()).or_default();
            *times += 1;
            *times
        };
        let public = host.starts_with("both") || !host.starts_with("inside") && times == 1;
        let private = host.starts_with("both") || !public;
        let mut found: Vec<IpAddr> = if private { PRIVATE.to_vec() } else { Vec::new() };
        found.extend(public.then_some(PUBLIC));
        found.into_iter().map(|ip| (ip, 0).into()).collect()
    }

    fn asked(&self, host: &str) -> usize {
        self.0.lock().unwrap().get(host).copied().unwrap_or_default()
    }
}

/// An instance on the internet that believes this resolver.
async fn world(fickle: &Fickle) -> World {
    let patience = Policy { get: Duration::from_secs(3), post: Duration::from_secs(3), ..Policy::default() };
    World::with_client(|_| {
        Client::with_lookup(Reach::Public, "Tonewood/test (+http://music.test/)", patience, fickle.lookup()).unwrap()
    })
    .await
}

#[actix_web::test]
async fn a_sender_whose_name_moves_inside_is_not_asked_there() {
    let fickle = Fickle::default();
    let world = world(&fickle).await;
    let larks = world.larks().await;
    let (port, knocks) = trap().await;
    let mallory = Person::nowhere(&format!("https://turns.example:{port}/users/mallory"));
    let like = async || world.send(&mallory, &mallory.say("Like", larks.note.as_str())).await;
    assert_eq!(like().await, 503, "nobody is at the public address: it may be there later");
    assert_eq!(fickle.asked("turns.example"), 1, "what was checked is what is connected to");
    for times in 2..5 {
        assert_eq!(like().await, 401, "the name has no public address any more");
        assert_eq!(fickle.asked("turns.example"), times);
    }
    for (name, status) in [("inside.example", 401), ("both.example", 503)] {
        let mallory = Person::nowhere(&format!("https://{name}:{port}/users/mallory"));
        assert_eq!(world.send(&mallory, &mallory.say("Like", larks.note.as_str())).await, status, "{name}");
        assert_eq!(fickle.asked(name), 1, "{name}");
    }
    assert_eq!(knocks.load(std::sync::atomic::Ordering::SeqCst), 0, "somebody knocked");
    assert_eq!(world.count("reactions", "true").await, 0);
}

#[actix_web::test]
async fn nothing_else_that_is_asked_for_is_looked_for_inside() {
    let fickle = Fickle::default();
    let world = world(&fickle).await;
    let (port, knocks) = trap().await;
    let client = &world.federation().client;
    // Twice each: the first time the name is public, the second time it is not.
    for round in 0..2 {
        let object = format!("https://object.example:{port}/notes/1");
        let found = Box::pin(fetch::object(&world.plumbing, &object, None)).await;
        match round {
            0 => assert!(matches!(found, Err(FederationError::TryLater(_))), "{found:?}"),
            _ => assert!(matches!(found, Err(FederationError::Refused(_))), "{found:?}"),
        }
        let handle = webfinger::resolve(client, &format!("mallory@handle.example:{port}")).await;
        let Err(WebfingerError::Fetch(error)) = handle else { panic!("{handle:?}") };
        refused_inside(round, &error);
        let picture = client.parse(&format!("https://picture.example:{port}/a.png")).unwrap();
        refused_inside(round, &client.open(&picture, "image/*", None).await.unwrap_err());
        let inbox = client.parse(&format!("https://inbox.example:{port}/inbox")).unwrap();
        let signer = federation::own_keys::of_instance(world.federation()).await.unwrap();
        refused_inside(round, &client.post(&inbox, "{}".into(), &signer).await.unwrap_err());
        for name in ["object", "handle", "picture", "inbox"] {
            assert_eq!(fickle.asked(&format!("{name}.example")), round + 1, "{name}");
        }
    }
    assert_eq!(knocks.load(std::sync::atomic::Ordering::SeqCst), 0, "somebody knocked");
}

/// Trouble that may pass while the name is public; never once it is not.
fn refused_inside(round: usize, error: &FetchError) {
    match round {
        0 => assert!(error.may_pass(), "{error}"),
        _ => assert!(matches!(error, FetchError::Forbidden(_)), "{error}"),
    }
}
