//! A fan's own history, and what they bring along.

use chrono::{Duration, Utc};
use model::history::{self, Filter, HistoryError, Imported, Listen};
use model::plays::Source;
use model::{scrobblers, scrobbles};

use crate::plays::track;
use crate::support::{Db, account, artist, published, run};

fn all() -> Filter {
    Filter { limit: 50, ..Filter::default() }
}

#[tokio::test]
async fn it_is_found_taken_apart_and_erased_by_its_owner_alone() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let (ebb, flow) = (track(c, &release, "Ebb 100%", 60_000).await, track(c, &release, "Flow", 60_000).await);
    let (ann, ben) = (account(c, "ann").await, account(c, "ben").await);
    let now = Utc::now();
    for (minutes, song) in [(30, ebb), (20, flow), (10, ebb)] {
        let heard = (Source::Subsonic, now - Duration::minutes(minutes));
        assert!(history::remember(c, ann.id, song, heard, now).await.unwrap());
        assert!(!history::remember(c, ann.id, song, heard, now).await.unwrap(), "told twice");
    }
    let entries = history::of_account(c, ann.id, &all()).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.track.id).collect::<Vec<_>>(), [ebb, flow, ebb]);
    let older = Filter { before: Some(entries[0].id), ..all() };
    assert_eq!(history::of_account(c, ann.id, &older).await.unwrap().len(), 2);
    for (words, expected) in [("flow", 1), ("low ebb", 2), ("ode ebb 100%", 2), ("%", 3), ("nothing", 0)] {
        let found = history::of_account(c, ann.id, &Filter { words: words.to_owned(), ..all() }).await.unwrap();
        assert_eq!(found.len(), expected, "{words}");
    }
    assert_eq!(history::recently_heard(c, ann.id, 5).await.unwrap(), [release.id]);
    assert!(!history::erase(c, ben.id, entries[0].id).await.unwrap());
    assert!(history::erase(c, ann.id, entries[0].id).await.unwrap());
    run(c, "UPDATE releases SET published_at = NULL").await;
    let hidden = history::of_account(c, ann.id, &all()).await.unwrap();
    assert!(hidden.len() == 2 && hidden.iter().all(|entry| !entry.is_there));
    let named = Filter { words: "flow".to_owned(), ..all() };
    assert!(history::of_account(c, ann.id, &named).await.unwrap().is_empty(), "words do not tell either");
    assert_eq!(history::erase_all(c, ann.id).await.unwrap(), 2);
}

#[tokio::test]
async fn a_play_that_was_not_yet_is_refused() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Ebb", 60_000).await;
    let ann = account(c, "ann").await;
    let now = Utc::now();
    let ahead = history::remember(c, ann.id, song, (Source::Page, now + Duration::days(3650)), now).await;
    assert!(matches!(ahead, Err(HistoryError::Future)));
    let old = history::remember(c, ann.id, song, (Source::Page, now - Duration::days(20_000)), now).await;
    assert!(matches!(old, Err(HistoryError::TooOld)));
    run(c, "UPDATE releases SET published_at = NULL").await;
    let hidden = history::remember(c, ann.id, song, (Source::Page, now), now).await;
    assert!(matches!(hidden, Err(HistoryError::NoTrack)));
    run(c, "UPDATE releases SET published_at = now()").await;
    let listen = |artist: &str, title: &str, days: i64| Listen {
        artist: artist.to_owned(),
        title: title.to_owned(),
        track: None,
        at: now - Duration::days(days),
    };
    let told = [
        listen("THE ODE", "ebb", 1),
        listen("The Ode", "Ebb", 1),
        listen("The Ode", "Ebb", 2),
        listen("Nobody", "Ebb", 3),
        listen("The Ode", "Ebb", -3650),
        Listen { track: Some(song), ..listen("", "", 4) },
    ];
    let imported = history::import(c, ann.id, &told, now).await.unwrap();
    assert_eq!(imported, Imported { added: 3, known: 1, unknown: 1, refused: 1 });
    let again = history::import(c, ann.id, &told, now).await.unwrap();
    assert_eq!(again, Imported { added: 0, known: 4, unknown: 1, refused: 1 });
}

#[tokio::test]
async fn listens_wait_for_a_scrobbler_that_is_connected() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Ebb", 60_000).await;
    let ann = account(c, "ann").await;
    let now = Utc::now();
    let at = |minutes: i64| (Source::Page, now - Duration::minutes(minutes));
    history::remember(c, ann.id, song, at(60), now).await.unwrap();
    assert_eq!(scrobbles::waiting(c, ann.id).await.unwrap(), 0);
    scrobblers::connect(c, ann.id, "https://lb.example", "secret-token", "annie").await.unwrap();
    let scrobbler = scrobblers::find(c, ann.id).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&scrobbler.token_sealed).contains("secret"));
    assert_eq!(scrobbler.token(c).await.unwrap(), "secret-token");
    history::remember(c, ann.id, song, at(50), now).await.unwrap();
    history::remember(c, ann.id, song, at(40), now).await.unwrap();
    let due = scrobbles::due(c, ann.id, 10, Utc::now()).await.unwrap();
    assert_eq!((due.len(), due[0].heard.duration_ms), (2, 60_000));
    assert!(due[0].listened_at < due[1].listened_at);
    let later = now + Duration::minutes(5);
    scrobbles::postpone(c, &[due[0].id], later, now).await.unwrap();
    assert_eq!(scrobbles::due(c, ann.id, 10, Utc::now()).await.unwrap().len(), 1);
    scrobbles::delivered(c, ann.id, &[due[1].id], now).await.unwrap();
    let next = scrobbles::next_due(c, ann.id).await.unwrap().unwrap();
    assert!((next - later).num_milliseconds().abs() < 10);
    scrobblers::disconnect(c, ann.id).await.unwrap();
    assert_eq!(scrobbles::waiting(c, ann.id).await.unwrap(), 0);
}
