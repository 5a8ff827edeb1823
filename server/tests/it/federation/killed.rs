//! A sender that is killed in the middle of its work: every inbox that is there gets every activity, and knows it by its id.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::peer::{Mood, Peer};
use super::world::World;
use crate::support::WorkerProcess;

/// Servers, people on each, and activities to everybody.
const PEERS: usize = 4;
const PEOPLE: usize = 5;
const ACTIVITIES: usize = 20;
/// How many times the sender is killed.
const KILLED: usize = 3;

#[actix_web::test]
async fn every_inbox_gets_each_activity_though_the_sender_is_killed() {
    let world = World::start().await;
    let larks = world.larks().await;
    // The child knows no names: these are addresses of this machine.
    let peers: Vec<Peer> = (0..PEERS).map(|n| Peer::start(&format!("peer{n}"))).collect();
    let mut inboxes: Vec<String> = Vec::new();
    for peer in &peers {
        peer.mood("", Mood::Slow(Duration::from_millis(20)));
        peer.mood("/users/dead/inbox", Mood::Says(404));
        let at = |name: &dyn std::fmt::Display| format!("http://{}/users/{name}/inbox", peer.address);
        inboxes.extend((0..PEOPLE).map(|n| at(&n)));
        inboxes.push(at(&"dead"));
    }
    let mut said = BTreeSet::new();
    for n in 0..ACTIVITIES {
        said.insert(super::lanes::say(&world, &larks.actor, &format!("http://music.test/{n}"), &inboxes).await);
    }
    let came = || peers.iter().map(|peer| peer.got().len()).sum::<usize>();
    let all = PEERS * PEOPLE * ACTIVITIES;
    for round in 1..=KILLED {
        let sender = WorkerProcess::start(&world.app, &[]);
        wait(async || came() >= all * round / (KILLED + 2)).await;
        // SIGKILL, while some are on their way.
        drop(sender);
        assert!(world.count("deliveries", "state = 'waiting'").await > 0, "it was done before it was killed");
        // A minute later, when the leases of the dead are over.
        world
            .run("UPDATE deliveries SET leased_until = now(), next_attempt_at = now() WHERE leased_until > now()")
            .await;
    }
    let last = WorkerProcess::start(&world.app, &[]);
    wait(async || world.count("deliveries", "state = 'waiting'").await == 0).await;
    drop(last);

    let mut by_inbox: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (n, peer) in peers.iter().enumerate() {
        for got in peer.got() {
            let id = got.body["id"].as_str().unwrap().to_owned();
            by_inbox.entry(format!("{n}{}", got.path)).or_default().push(id);
        }
    }
    assert_eq!(by_inbox.len(), PEERS * PEOPLE);
    for (inbox, ids) in &by_inbox {
        assert_eq!(ids.iter().cloned().collect::<BTreeSet<_>>(), said, "{inbox}");
    }
    // Twice came only what had arrived when the sender was killed and had not been noted: at most what goes to a host at once.
    let twice = came() - all;
    assert!(twice <= KILLED * PEERS * 4, "{twice} came twice");
    assert_eq!(world.count("dead_inboxes", "true").await, PEERS);
}

async fn wait(condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < Duration::from_secs(60), "the work does not get done");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
