//! Lanes to other servers: nobody waits for somebody else's, and each answer means what it says.

use std::time::Duration;

use federation::client::{Client, Policy, Reach};
use federation::delivery;
use model::activities::{self, NewActivity};
use model::actors::Actor;
use model::deliveries;
use model::ids::ActivityId;
use serde_json::json;
use tokio::net::TcpListener;

use super::peer::{Mood, Peer};
use super::world::{HERE, World};

/// Says something to these inboxes about `object`; gives its id.
pub async fn say(world: &World, actor: &Actor, object: &str, inboxes: &[String]) -> String {
    let id = ActivityId::new();
    let address = format!("{HERE}{}", urls::ap::activity(id.0));
    let body = json!({"id": address, "type": "Create", "actor": actor.uri(HERE), "object": object});
    let new = NewActivity { id, actor: actor.id, kind: "Create", object, event: None, body, is_public: false };
    let db = &mut *world.app.db().await;
    activities::keep(db, new).await.unwrap();
    deliveries::to_inboxes(db, id, inboxes).await.unwrap();
    address
}

fn inbox(peer: &Peer, name: &str) -> String {
    format!("http://{}/users/{name}/inbox", peer.host)
}

async fn states(world: &World) -> String {
    world.text("SELECT string_agg(state, ',' ORDER BY activity_id, inbox) FROM deliveries").await
}

#[actix_web::test]
async fn silent_servers_hold_up_nobody() {
    let patience = Policy { post: Duration::from_secs(4), ..Policy::default() };
    let world = World::with_client(|names| {
        Client::with_policy(Reach::Tests(names), "Tonewood/test (+http://music.test/)", patience).unwrap()
    })
    .await;
    let larks = world.larks().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut to: Vec<String> = Vec::new();
    for n in 0..10 {
        let host = format!("a-silent{n}.test");
        world.names.add(&host, silent.local_addr().unwrap());
        to.extend((0..5).map(|name| format!("http://{host}/users/{name}/inbox")));
    }
    let away = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    world.names.add("b-away.test", away);
    to.push("http://b-away.test/inbox".to_owned());
    let live: Vec<Peer> = (0..5).map(|n| world.peer(&format!("live{n}.test"))).collect();
    for peer in &live {
        to.extend((0..5).map(|name| inbox(peer, &name.to_string())));
    }
    say(&world, &larks.actor, "http://music.test/1", &to).await;
    let federation = world.federation().clone();
    let draining = tokio::spawn(async move { delivery::drain(&federation).await.unwrap() });
    while live.iter().any(|peer| peer.got().len() < 5) {
        assert!(!draining.is_finished(), "the live ones wait for the silent ones");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!draining.is_finished(), "the silent ones are still waited for");
    draining.await.unwrap();
    assert_eq!(world.count("deliveries", "state = 'delivered'").await, 25);
    assert_eq!(world.count("deliveries", "state = 'waiting'").await, 51);
    assert_eq!(
        world.count("deliveries", "attempts > 0 AND state = 'waiting'").await,
        41,
        "four at once to each silent one"
    );
    assert_eq!(world.count("peers", "failures = 1 AND next_attempt_at > now()").await, 11);
    // While a server is away, nothing of what waits for it is tried.
    assert_eq!(world.drain().await, 0);
}

#[actix_web::test]
async fn each_answer_means_what_it_says() {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    let moods = [
        ("takes", Mood::Takes, "delivered"),
        ("missing", Mood::Says(404), "refused"),
        ("gone", Mood::Says(410), "refused"),
        ("unauthorized", Mood::Says(401), "refused"),
        ("forbidden", Mood::Says(403), "refused"),
        ("wrong", Mood::Says(400), "refused"),
        ("elsewhere", Mood::Says(302), "refused"),
        ("failed", Mood::Says(500), "waiting"),
        ("busy", Mood::Later(429, 120), "waiting"),
        ("closed", Mood::Later(503, 3_600), "waiting"),
    ];
    for (name, mood, _) in moods {
        tide.mood(&format!("/users/{name}/inbox"), mood);
        say(&world, &larks.actor, &format!("http://music.test/{name}"), &[inbox(&tide, name)]).await;
    }
    assert_eq!(world.drain().await, moods.len());
    assert_eq!(states(&world).await, moods.map(|(.., state)| state).join(","));
    let about = |name: &str| {
        format!("SELECT extract(epoch FROM next_attempt_at - now())::int FROM deliveries WHERE inbox LIKE '%/{name}/%'")
    };
    for (name, seconds) in [("busy", 90..=120), ("closed", 3_500..=3_600), ("failed", 20..=60)] {
        let wait: i32 = world.text(&about(name)).await.parse().unwrap();
        assert!(seconds.contains(&wait), "{name} in {wait} s");
    }
    assert_eq!(world.drain().await, 0, "what is final is final, and what is for later is for later");

    // Nothing is written for inboxes that are gone; the others get what is new.
    let inboxes: Vec<String> =
        ["takes", "missing", "gone", "forbidden"].iter().map(|name| inbox(&tide, name)).collect();
    say(&world, &larks.actor, "http://music.test/2", &inboxes).await;
    assert_eq!(world.drain().await, 2);
    assert_eq!(world.count("dead_inboxes", "true").await, 2);

    tide.mood("/users/busy/inbox", Mood::Takes);
    world.run("UPDATE deliveries SET next_attempt_at = now() WHERE inbox LIKE '%/busy/%'").await;
    assert_eq!(world.drain().await, 1);
    assert_eq!(tide.got().iter().filter(|got| got.path == "/users/busy/inbox").count(), 1);
    // Whoever is heard from again is written to again.
    let missing = tide.person("missing");
    world.know(&missing).await;
    tide.mood("/users/missing/inbox", Mood::Takes);
    say(&world, &larks.actor, "http://music.test/3", &[inbox(&tide, "missing")]).await;
    assert_eq!(world.drain().await, 1);
}

#[actix_web::test]
async fn what_is_about_one_thing_comes_in_order() {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    tide.mood("", Mood::Says(500));
    let to = [inbox(&tide, "ann")];
    let mut said = Vec::new();
    for _ in 0..5 {
        said.push(say(&world, &larks.actor, "http://music.test/1", &to).await);
    }
    let other = say(&world, &larks.actor, "http://music.test/2", &to).await;
    assert_eq!(world.drain().await, 2, "only the first of each line is tried");
    tide.mood("", Mood::Takes);
    world.run("UPDATE deliveries SET next_attempt_at = now()").await;
    assert_eq!(world.drain().await, 6);
    let came: Vec<String> = tide.got().iter().map(|got| got.body["id"].as_str().unwrap().to_owned()).collect();
    let of_one: Vec<&String> = came.iter().filter(|id| **id != other).collect();
    assert_eq!(of_one, said.iter().collect::<Vec<_>>());
}

#[actix_web::test]
async fn a_server_that_comes_back_gets_what_waited() {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    tide.mood("", Mood::Says(502));
    for n in 0..8 {
        say(&world, &larks.actor, &format!("http://music.test/{n}"), &[inbox(&tide, "ann")]).await;
    }
    assert_eq!(world.drain().await, 4, "no more than go there at once find out that it is away");
    tide.mood("", Mood::Takes);
    world.run("UPDATE peers SET next_attempt_at = now()").await;
    world.run("UPDATE deliveries SET next_attempt_at = now() WHERE id = (SELECT id FROM deliveries LIMIT 1)").await;
    assert_eq!(world.drain().await, 8);
    assert_eq!(tide.got().len(), 8);
    assert_eq!(world.count("peers", "failures = 0 AND failing_since IS NULL").await, 1);
}
