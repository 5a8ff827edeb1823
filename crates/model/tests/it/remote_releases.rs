//! Releases of other servers.

use model::Connection;
use model::actors::Actor;
use model::domain_blocks::Severity;
use model::remote_releases::{self, NewRemoteRelease, RemoteTrack};
use model::search::{Document, Kind, plain};

use crate::support::{Db, block, minutes_ago, remote};

pub fn album(actor: &Actor, title: &str) -> NewRemoteRelease {
    let track = |position: i32| RemoteTrack {
        uri: format!("https://far.example/tracks/{position}"),
        url: None,
        title: format!("Part {position}"),
        position: Some(position),
        disc: None,
        duration_ms: Some(61_000),
        audio_url: Some(format!("https://far.example/{position}.mp3")),
        media_type: Some("audio/mpeg".to_owned()),
    };
    NewRemoteRelease {
        actor: actor.id,
        uri: format!("https://far.example/albums/{title}"),
        url: None,
        title: title.to_owned(),
        about: "<p>By the sea.</p>".to_owned(),
        cover_url: None,
        buy_url: None,
        licence_url: None,
        tags: vec!["ambient".to_owned()],
        tracks: vec![track(2), track(1)],
        published_at: minutes_ago(5),
    }
}

#[tokio::test]
async fn one_is_kept_by_its_address_and_changed_by_its_owner() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (bob, eve) = (remote(c, "far.example", "bob").await, remote(c, "far.example", "eve").await);
    let new = album(&bob, "Tide");
    let kept = remote_releases::keep(c, &new).await.unwrap();
    assert_eq!(kept.tracks().iter().map(|track| track.title.as_str()).collect::<Vec<_>>(), ["Part 1", "Part 2"]);
    let renamed = NewRemoteRelease { title: "Tides".to_owned(), ..new.clone() };
    let again = remote_releases::keep(c, &renamed).await.unwrap();
    assert_eq!((again.id, again.title.as_str()), (kept.id, "Tides"));
    let forged = NewRemoteRelease { actor: eve.id, title: "Forged".to_owned(), ..new.clone() };
    assert_eq!(remote_releases::keep(c, &forged).await.unwrap().title, "Tides");

    remote_releases::mark_deleted(c, kept.id).await.unwrap();
    assert!(remote_releases::find(c, kept.id).await.unwrap().is_none());
    assert!(remote_releases::of_actor(c, bob.id, 10).await.unwrap().is_empty());
    remote_releases::keep(c, &new).await.unwrap();
    assert_eq!(remote_releases::find(c, kept.id).await.unwrap().unwrap().1.id, bob.id, "told anew, it is here again");
}

/// How many releases of other servers some words find while no engine answers.
async fn found_plainly(c: &mut Connection, words: &str) -> usize {
    let keys = plain::find(c, words, None::<fn(&Document) -> bool>).await.unwrap();
    keys.iter().filter(|key| key.kind == Kind::RemoteRelease).count()
}

#[tokio::test]
async fn words_find_title_name_and_tag_and_no_wildcards() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let bob = remote(c, "far.example", "bob").await;
    for title in ["100% Sea", "100 Lakes"] {
        remote_releases::keep(c, &album(&bob, title)).await.unwrap();
    }
    for (words, found) in [("100%", 1), ("sea bOb", 1), ("ambient", 2), ("sea lakes", 0), ("_", 0), ("", 2), ("\\", 0)]
    {
        assert_eq!(found_plainly(c, words).await, found, "{words:?}");
    }
    block(c, "far.example", Severity::Suspend).await;
    assert!(found_plainly(c, "sea").await == 0);
}
