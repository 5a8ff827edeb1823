//! To whom something is sent.

use diesel_async::AsyncConnection as _;
use futures::StreamExt as _;
use model::deliveries::{self, Audience};
use model::{Connection, actors, follows, peers};

use super::said::say;
use super::{Db, artist, follows as follow, remote, run, somebody};

async fn inboxes(connection: &mut Connection) -> Vec<String> {
    let due = deliveries::lease(connection, 100, 100, &[], "").await.unwrap();
    due.into_iter().map(|due| due.inbox).collect()
}

#[tokio::test]
async fn followers_who_share_an_inbox_get_one() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    for (host, name) in [("a.example", "one"), ("a.example", "two"), ("b.example:8080", "three")] {
        let follower = remote(&mut c, host, name).await;
        follow(&mut c, &follower, &ode).await;
    }
    for name in ["four", "five"] {
        let lone = actors::keep_remote(&mut c, &somebody("c.example", name, false)).await.unwrap();
        follow(&mut c, &lone, &ode).await;
    }
    let asks = remote(&mut c, "d.example", "asks").await;
    follows::request(&mut c, asks.id, ode.id, None, follows::FollowState::Requested).await.unwrap();
    let (_, fan) = artist(&mut c, "fan").await;
    follow(&mut c, &fan, &ode).await;

    let note = say(&mut c, &ode, "Create", "https://music.example/1").await;
    assert_eq!(deliveries::to_followers(&mut c, note, ode.id, Audience::All).await.unwrap(), 4);
    assert_eq!(deliveries::to_followers(&mut c, note, ode.id, Audience::All).await.unwrap(), 0, "each once");
    let due = deliveries::lease(&mut c, 100, 100, &[], "").await.unwrap();
    let sent: Vec<_> = due.iter().map(|due| (due.host.as_str(), due.inbox.as_str())).collect();
    assert_eq!(sent[0], ("a.example", "https://a.example/inbox"));
    assert_eq!(sent[1], ("b.example:8080", "https://b.example:8080/inbox"));
    assert!(sent.contains(&("c.example", "https://c.example/users/four/inbox")));
    assert!(sent.contains(&("c.example", "https://c.example/users/five/inbox")));
    assert_eq!((due[0].body["type"].as_str(), due[0].actor_id, due[0].attempts), (Some("Create"), ode.id, 1));
}

#[tokio::test]
async fn nothing_goes_to_whom_the_instance_does_not_speak() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    for host in [
        "a.example",
        "gone.example",
        "bad.example",
        "sub.bad.example:8080",
        "good.bad.example",
        "x.good.bad.example",
        "notbad.example",
        "dead.example",
    ] {
        let follower = remote(&mut c, host, "ann").await;
        follow(&mut c, &follower, &ode).await;
        if host == "gone.example" {
            actors::suspend(&mut c, follower.id, true).await.unwrap();
        }
    }
    // Its handle is at another domain than its server.
    let mut elsewhere = somebody("server.example", "ann", false);
    elsewhere.host = "bad.example".to_owned();
    let elsewhere = actors::keep_remote(&mut c, &elsewhere).await.unwrap();
    follow(&mut c, &elsewhere, &ode).await;
    deliveries::dead_inbox(&mut c, "https://dead.example/inbox").await.unwrap();
    run(
        &mut c,
        "INSERT INTO domain_blocks (domain, severity) VALUES ('bad.example', 'suspend'), ('a.example', 'silence'),
         ('good.bad.example', 'silence')",
    )
    .await;

    let note = say(&mut c, &ode, "Create", "https://music.example/1").await;
    deliveries::to_followers(&mut c, note, ode.id, Audience::All).await.unwrap();
    // The nearest block counts: what is only silenced below a suspended domain is spoken to.
    let spoken_to = ["a.example", "good.bad.example", "notbad.example", "x.good.bad.example"];
    assert_eq!(inboxes(&mut c).await, spoken_to.map(|host| format!("https://{host}/inbox")));
    for host in spoken_to {
        assert!(model::domain_blocks::allowed(&mut c, host).await.unwrap(), "{host}");
    }

    run(&mut c, "UPDATE instance SET allow_list = true").await;
    run(&mut c, "INSERT INTO domain_allows (domain) VALUES ('friend.example'), ('bad.example')").await;
    let note = say(&mut c, &ode, "Create", "https://music.example/2").await;
    let hosts = ["a.example", "x.friend.example", "friend.example", "friend.example:8080", "bad.example"];
    let mut named: Vec<String> = hosts.map(|host| format!("https://{host}/inbox")).to_vec();
    named.push("nonsense".to_owned());
    assert_eq!(deliveries::to_inboxes(&mut c, note, &named).await.unwrap(), 2);
    // Each by its exact name, with every port.
    assert_eq!(inboxes(&mut c).await, ["https://friend.example/inbox", "https://friend.example:8080/inbox"]);
    for host in hosts {
        let is_friend = host.split(':').next() == Some("friend.example");
        assert_eq!(model::domain_blocks::allowed(&mut c, host).await.unwrap(), is_friend, "{host}");
    }
}

#[tokio::test]
async fn an_audience_is_chosen_by_what_its_servers_run() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    for (host, software) in [("f.example", Some("Funkwhale")), ("m.example", Some("mastodon")), ("u.example", None)] {
        let follower = remote(&mut c, host, "ann").await;
        follow(&mut c, &follower, &ode).await;
        peers::inspected(&mut c, host, software, Some("1.4")).await.unwrap();
    }
    let new = remote(&mut c, "new.example", "ann").await;
    follow(&mut c, &new, &ode).await;
    let mut sent = Vec::new();
    for audience in [Audience::Software(&["funkwhale", "tonewood"]), Audience::NotSoftware(&["funkwhale"])] {
        let note = say(&mut c, &ode, "Create", &format!("https://music.example/{}", sent.len())).await;
        deliveries::to_followers(&mut c, note, ode.id, audience).await.unwrap();
        sent.push(inboxes(&mut c).await);
    }
    let inbox = |host: &str| format!("https://{host}.example/inbox");
    assert_eq!(sent, [vec![inbox("f")], vec![inbox("m"), inbox("new"), inbox("u")]]);
    let known = peers::known(&mut c, &["f.example".to_owned(), "new.example".to_owned()]).await.unwrap();
    assert_eq!((known.len(), known["f.example"].software.as_deref()), (1, Some("funkwhale")));
}

#[tokio::test]
async fn the_sender_is_woken_when_the_transaction_commits() {
    let db = Db::new().await;
    let (mut c, mut listener) = (db.connection().await, db.connection().await);
    let (_, ode) = artist(&mut c, "ode").await;
    run(&mut listener, "LISTEN deliveries").await;
    let inbox = ["https://a.example/inbox".to_owned()];
    let failed = c
        .transaction(async |c| {
            let note = say(c, &ode, "Create", "https://music.example/1").await;
            assert_eq!(deliveries::to_inboxes(c, note, &inbox).await?, 1);
            Err::<(), _>(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(deliveries::next_due(&mut c).await.unwrap(), None, "what was not said is not sent");
    run(&mut c, "NOTIFY deliveries, 'none before this'").await;
    let note = say(&mut c, &ode, "Create", "https://music.example/1").await;
    deliveries::to_inboxes(&mut c, note, &inbox).await.unwrap();
    let heard: Vec<_> = listener.notifications_stream().take(2).map(|heard| heard.unwrap().payload).collect().await;
    assert_eq!(heard, ["none before this", ""]);
    assert!(deliveries::next_due(&mut c).await.unwrap().is_some());
}
