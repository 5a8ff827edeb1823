//! In which order deliveries are made, and what becomes of them.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use model::actors::Actor;
use model::deliveries::{self, Due};
use model::{Connection, peers};

use super::said::say;
use super::{Db, artist, run};

/// `count` notes to an inbox at each host.
async fn waiting(connection: &mut Connection, ode: &Actor, hosts: &[&str], count: usize) {
    let inboxes: Vec<String> = hosts.iter().map(|host| format!("https://{host}/inbox")).collect();
    for n in 0..count {
        let note = say(connection, ode, "Create", &format!("https://music.example/{n}")).await;
        assert_eq!(deliveries::to_inboxes(connection, note, &inboxes).await.unwrap(), hosts.len());
    }
}

async fn lease(connection: &mut Connection, limit: i64, per_host: i64, after: &str) -> Vec<Due> {
    deliveries::lease(connection, limit, per_host, &[], after).await.unwrap()
}

fn hosts(due: &[Due]) -> Vec<&str> {
    due.iter().map(|due| due.host.as_str()).collect()
}

/// Lets the leases of everything end.
async fn end_leases(connection: &mut Connection) {
    run(connection, "UPDATE deliveries SET leased_until = now(), next_attempt_at = now() WHERE leased_until > now()")
        .await;
}

#[tokio::test]
async fn no_lane_gets_more_than_its_share_and_all_come_in_turn() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    waiting(&mut c, &ode, &["a.example", "b.example", "c.example"], 5).await;
    let first = lease(&mut c, 3, 2, "").await;
    assert_eq!(hosts(&first), ["a.example", "a.example", "b.example"]);
    let second = lease(&mut c, 3, 2, "b.example").await;
    assert_eq!(hosts(&second), ["c.example", "c.example", "b.example"], "round to the beginning, up to the share");
    assert!(lease(&mut c, 3, 2, "").await.is_empty(), "every lane has what it may have");
    assert!(deliveries::next_due(&mut c).await.unwrap().is_some());

    deliveries::delivered(&mut c, first[0].id).await.unwrap();
    let busy = ["a.example".to_owned()];
    assert!(deliveries::lease(&mut c, 3, 2, &busy, "").await.unwrap().is_empty());
    assert_eq!(hosts(&lease(&mut c, 3, 2, "").await), ["a.example"]);
    end_leases(&mut c).await;
    let again = lease(&mut c, 100, 100, "").await;
    assert_eq!(again.len(), 14, "what nobody said anything of is due again");
    assert!(again.iter().any(|due| due.id == first[1].id && due.attempts == 2));
}

#[tokio::test]
async fn what_is_about_one_object_comes_in_order() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let inboxes = ["https://a.example/inbox".to_owned(), "https://a.example/other".to_owned()];
    let mut said = Vec::new();
    for (kind, object) in [("Create", "1"), ("Update", "1"), ("Create", "2"), ("Delete", "1")] {
        let id = say(&mut c, &ode, kind, &format!("https://music.example/{object}")).await;
        deliveries::to_inboxes(&mut c, id, &inboxes[..1]).await.unwrap();
        said.push(id);
    }
    deliveries::to_inboxes(&mut c, said[1], &inboxes[1..]).await.unwrap();
    let due = lease(&mut c, 10, 10, "").await;
    let mut ids: Vec<_> = due.iter().map(|due| (due.activity_id, due.inbox.clone())).collect();
    ids.sort();
    let first = |n: usize| (said[n], inboxes[0].clone());
    assert_eq!(ids, [first(0), (said[1], inboxes[1].clone()), first(2)], "the other inbox waits for nothing");
    assert!(lease(&mut c, 10, 10, "").await.is_empty(), "the first of the line is on its way");

    // The first is to be tried again later: what is behind it waits as long, and is not even looked at.
    let create = due.iter().find(|due| due.activity_id == said[0]).unwrap();
    let later = Utc::now() + Duration::hours(1);
    deliveries::retry(&mut c, create.id, "503", later).await.unwrap();
    for other in due.iter().filter(|due| due.id != create.id) {
        deliveries::delivered(&mut c, other.id).await.unwrap();
    }
    assert!(lease(&mut c, 10, 10, "").await.is_empty());
    let next = deliveries::next_due(&mut c).await.unwrap().unwrap();
    assert!((next - later).num_milliseconds().abs() < 5, "{next} {later}");

    assert_eq!(deliveries::replay(&mut c, "a.example").await.unwrap(), 3);
    for (n, refuse) in [(0, true), (1, false), (3, false)] {
        let due = lease(&mut c, 10, 10, "").await;
        assert_eq!(due.iter().map(|due| due.activity_id).collect::<Vec<_>>(), [said[n]]);
        if refuse {
            deliveries::refused(&mut c, due[0].id, "403").await.unwrap();
        } else {
            deliveries::delivered(&mut c, due[0].id).await.unwrap();
        }
    }
    assert_eq!(deliveries::next_due(&mut c).await.unwrap(), None);
}

#[tokio::test]
async fn nothing_is_leased_twice_by_several_at_once() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let names: Vec<String> = (0..20).map(|n| format!("h{n}.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    waiting(&mut c, &ode, &names, 10).await;
    let (mut d, mut e) = (db.connection().await, db.connection().await);
    let mut ids = Vec::new();
    loop {
        let (x, y, z) = tokio::join!(lease(&mut c, 9, 100, ""), lease(&mut d, 9, 100, ""), lease(&mut e, 9, 100, ""));
        let got: Vec<_> = [x, y, z].concat().iter().map(|due| due.id).collect();
        if got.is_empty() {
            break;
        }
        ids.extend(got);
    }
    assert_eq!(ids.len(), 200);
    assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), 200);
}

#[tokio::test]
async fn who_does_not_answer_waits_longer_each_time_and_holds_up_nobody() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    waiting(&mut c, &ode, &["a.example", "b.example"], 2).await;
    // To the microsecond, as the database keeps it.
    let now = DateTime::from_timestamp_micros(Utc::now().timestamp_micros()).unwrap();
    let first = deliveries::failed_host(&mut c, "a.example", "no answer", now).await.unwrap();
    assert_eq!((first - now).num_seconds(), 30);
    let same = deliveries::failed_host(&mut c, "a.example", "no answer", now).await.unwrap();
    assert_eq!((same - now).num_seconds(), 30, "four at once fail once");
    assert_eq!(hosts(&lease(&mut c, 10, 10, "").await), ["b.example", "b.example"]);

    let mut at = now;
    let mut waits = Vec::new();
    for _ in 0..60 {
        let next = deliveries::failed_host(&mut c, "a.example", "no answer", at).await.unwrap();
        waits.push((next - at).num_seconds());
        at = next;
    }
    assert_eq!(waits[..4], [30, 37, 46, 58]);
    assert_eq!(waits[59], 86_400);
    let lag = deliveries::lag_by_host(&mut c).await.unwrap();
    let failing = lag.iter().find(|lag| lag.host == "a.example").unwrap();
    assert_eq!((failing.waiting, failing.last_error.as_deref()), (2, Some("no answer")));
    assert!(failing.failing_since.is_some_and(|since| (since - now).num_seconds() == 0));
    assert_eq!(deliveries::waiting_of_actor(&mut c, ode.id).await.unwrap().len(), 2);

    assert!(deliveries::revived(&mut c, "a.example").await.unwrap());
    assert!(!deliveries::revived(&mut c, "a.example").await.unwrap());
    let due = lease(&mut c, 10, 10, "").await;
    assert_eq!(hosts(&due), ["a.example", "a.example"]);

    // A delivery that arrives says the same.
    let next = deliveries::failed_host(&mut c, "a.example", "no answer", Utc::now()).await.unwrap();
    deliveries::retry(&mut c, due[0].id, "no answer", next).await.unwrap();
    deliveries::delivered(&mut c, due[1].id).await.unwrap();
    assert_eq!(lease(&mut c, 10, 10, "").await.len(), 1);
    let peer = peers::find(&mut c, "a.example").await.unwrap().unwrap();
    assert_eq!((peer.failures, peer.failing_since, peer.last_delivered_at.is_some()), (0, None, true));
}

#[tokio::test]
async fn an_inbox_that_is_gone_and_a_domain_that_is_shunned_get_nothing_more() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    waiting(&mut c, &ode, &["a.example", "sub.b.example:8080", "notb.example"], 3).await;
    deliveries::dead_inbox(&mut c, "https://a.example/inbox").await.unwrap();
    let note = say(&mut c, &ode, "Create", "https://music.example/9").await;
    assert_eq!(deliveries::to_inboxes(&mut c, note, &["https://a.example/inbox".to_owned()]).await.unwrap(), 0);
    assert_eq!(deliveries::shun(&mut c, "B.example").await.unwrap(), 3);
    let left = lease(&mut c, 100, 100, "").await;
    assert_eq!(hosts(&left), ["notb.example"; 3]);

    assert_eq!(deliveries::sweep(&mut c, Utc::now() + Duration::hours(1)).await.unwrap(), 6);
    assert_eq!(deliveries::give_up(&mut c, Utc::now() - Duration::days(1)).await.unwrap(), 0);
    assert_eq!(deliveries::give_up(&mut c, Utc::now() + Duration::hours(1)).await.unwrap(), 3);
    assert_eq!(deliveries::next_due(&mut c).await.unwrap(), None);
}
