//! What was said here, and what was heard.

use chrono::Utc;
use diesel_async::AsyncConnection as _;
use model::activities::{self, NewActivity};
use model::actors::Actor;
use model::ids::ActivityId;
use model::{Connection, received};
use serde_json::json;

use super::{Db, artist, run};

fn activity<'a>(actor: &Actor, kind: &'a str, object: &'a str) -> NewActivity<'a> {
    let body = json!({ "type": kind, "object": object });
    NewActivity { id: ActivityId::new(), actor: actor.id, kind, object, event: None, body, is_public: true }
}

/// Says something in public.
pub async fn say(connection: &mut Connection, actor: &Actor, kind: &str, object: &str) -> ActivityId {
    activities::keep(connection, activity(actor, kind, object)).await.unwrap().unwrap()
}

#[tokio::test]
async fn one_event_is_told_once() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let told = |event| NewActivity { event: Some(event), ..activity(&ode, "Create", "https://music.example/1") };
    let first = activities::keep(&mut c, told("release:1:published")).await.unwrap().unwrap();
    assert_eq!(activities::keep(&mut c, told("release:1:published")).await.unwrap(), None);
    assert!(activities::keep(&mut c, told("release:2:published")).await.unwrap().is_some());
    let found = activities::of_event(&mut c, "release:1:published").await.unwrap().unwrap();
    assert_eq!((found.id, found.body["type"].as_str()), (first, Some("Create")));
}

#[tokio::test]
async fn an_outbox_holds_what_is_public_newest_first() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(say(&mut c, &ode, "Create", &format!("https://music.example/{n}")).await);
    }
    let hidden = NewActivity { is_public: false, ..activity(&ode, "Accept", "https://far.example/follows/1") };
    let hidden = activities::keep(&mut c, hidden).await.unwrap().unwrap();
    ids.reverse();
    let page = |from: Vec<activities::Activity>| from.into_iter().map(|a| a.id).collect::<Vec<_>>();
    let first = page(activities::outbox(&mut c, ode.id, None, 3).await.unwrap());
    assert_eq!(first, ids[..3]);
    let second = page(activities::outbox(&mut c, ode.id, Some(ids[2]), 3).await.unwrap());
    assert_eq!(second, ids[3..]);
    assert_eq!(activities::count_public(&mut c, ode.id).await.unwrap(), 5);

    run(&mut c, "UPDATE activities SET created_at = now() - interval '3 days'").await;
    assert_eq!(activities::sweep(&mut c, Utc::now()).await.unwrap(), 1);
    assert!(activities::find(&mut c, hidden).await.unwrap().is_none());
}

#[tokio::test]
async fn what_came_is_taken_once_and_again_if_it_was_not_handled() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let uri = "https://far.example/activities/1";
    let failed = c
        .transaction(async |c| {
            assert!(received::is_new(c, "far.example", uri).await?);
            Err::<(), _>(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(failed.is_err());
    assert!(received::is_new(&mut c, "Far.Example", uri).await.unwrap());
    assert!(!received::is_new(&mut c, "far.example", uri).await.unwrap());
    assert!(received::is_new(&mut c, "other.example", uri).await.unwrap());
    run(&mut c, "UPDATE received_activities SET received_at = now() - interval '3 days' WHERE host = 'far.example'")
        .await;
    assert_eq!(received::sweep(&mut c, Utc::now() - chrono::Duration::days(2)).await.unwrap(), 1);
    assert!(received::is_new(&mut c, "far.example", uri).await.unwrap());
}
