//! Who follows whom.

use model::actors;
use model::follows::{self, FollowState};
use model::ids::FollowId;

use super::{Db, account, artist, remote};

#[tokio::test]
async fn a_follow_that_comes_twice_changes_nothing() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let far = remote(&mut c, "far.example", "far").await;
    let ask = Some("https://far.example/follows/1");
    let first = follows::request(&mut c, far.id, ode.id, ask, FollowState::Requested).await.unwrap();
    assert!(follows::accept(&mut c, far.id, ode.id).await.unwrap());
    assert!(!follows::accept(&mut c, far.id, ode.id).await.unwrap(), "accepted already");
    for uri in [ask, None] {
        let again = follows::request(&mut c, far.id, ode.id, uri, FollowState::Requested).await.unwrap();
        assert_eq!((again.id, again.state, again.uri.as_deref()), (first.id, FollowState::Accepted, ask));
    }
    let anew = Some("https://far.example/follows/2");
    let again = follows::request(&mut c, far.id, ode.id, anew, FollowState::Requested).await.unwrap();
    assert_eq!((again.id, again.state, again.uri.as_deref()), (first.id, FollowState::Accepted, anew));
    assert_eq!(follows::count_followers(&mut c, ode.id).await.unwrap(), 1);
}

#[tokio::test]
async fn only_what_was_asked_is_accepted_and_only_by_its_sender_undone() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let far = remote(&mut c, "far.example", "far").await;
    let mallory = remote(&mut c, "far.example", "mallory").await;
    assert!(!follows::accept(&mut c, far.id, ode.id).await.unwrap());
    assert!(follows::between(&mut c, far.id, ode.id).await.unwrap().is_none());

    let uri = "https://far.example/follows/1";
    let asked = follows::request(&mut c, far.id, ode.id, Some(uri), FollowState::Requested).await.unwrap();
    assert_eq!(follows::requests(&mut c, ode.id, 10).await.unwrap()[0].1.id, far.id);
    assert_eq!(follows::asked(&mut c, far.id, 10).await.unwrap()[0].1.id, ode.id);
    assert_eq!(follows::count_followers(&mut c, ode.id).await.unwrap(), 0, "it is only asked");
    assert!(follows::following(&mut c, far.id, None, 10).await.unwrap().is_empty());
    assert!(follows::remove_by_uri(&mut c, mallory.id, uri).await.unwrap().is_none());
    assert_eq!(follows::find(&mut c, asked.id).await.unwrap(), Some(asked.clone()));
    assert_eq!(follows::remove_by_uri(&mut c, far.id, uri).await.unwrap(), Some(asked));
    assert!(follows::remove(&mut c, far.id, ode.id).await.unwrap().is_none());
}

#[tokio::test]
async fn lists_come_in_pages_newest_first() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let ann = account(&mut c, "ann").await;
    let ann = actors::create_fan(&mut c, ann.id, "ann", "").await.unwrap();
    super::follows(&mut c, &ann, &ode).await;
    for name in ["b", "c", "d"] {
        let far = remote(&mut c, "far.example", name).await;
        super::follows(&mut c, &far, &ode).await;
        super::follows(&mut c, &ann, &far).await;
    }
    let mut seen = Vec::new();
    let mut after: Option<FollowId> = None;
    loop {
        let page = follows::followers(&mut c, ode.id, after, 3).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(last.id);
        seen.push(page.into_iter().map(|(_, actor)| actor.username).collect::<Vec<_>>());
    }
    assert_eq!(seen, [vec!["d", "c", "b"], vec!["ann"]]);
    assert_eq!(follows::count_following(&mut c, ann.id).await.unwrap(), 4);
    assert_eq!(follows::following(&mut c, ann.id, None, 2).await.unwrap()[0].1.username, "d");
    let here: Vec<_> = follows::local_followers(&mut c, ode.id).await.unwrap().iter().map(|a| a.id).collect();
    assert_eq!(here, [ann.id]);
}
