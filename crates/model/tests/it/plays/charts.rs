//! Charts are of many listeners, each once a day.

use chrono::{Duration, Utc};
use model::Connection;
use model::artists::Artist;
use model::charts::{self, Charted, Period};
use model::releases::Release;
use model::tracks::Track;

use super::{listen, note, somebody, track};
use crate::support::{Db, artist, published, run};

async fn tracks(c: &mut Connection, period: Period) -> Vec<(Artist, Release, Track, i64)> {
    let places = charts::places(c, Charted::Tracks, period).await.unwrap();
    charts::of_tracks(c, &places).await.unwrap()
}

#[tokio::test]
async fn one_listener_cannot_move_them_nor_can_a_date() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (old, new) = (published(c, &ode, "Old").await, published(c, &ode, "New").await);
    run(c, &format!("UPDATE releases SET first_published_at = now() - interval '9 days' WHERE id = '{}'", old.id))
        .await;
    run(c, &format!("UPDATE releases SET first_published_at = now() - interval '1 day' WHERE id = '{}'", new.id)).await;
    let (first, second) = (track(c, &old, "First", 60_000).await, track(c, &new, "Second", 60_000).await);
    let alone = track(c, &new, "Alone", 60_000).await;
    // Within the last 24 hours, and all on one day.
    let noon = Utc::now() - Duration::minutes(10);
    let one_day = |minutes: i64| noon - Duration::minutes(minutes);
    for place in ["192.0.2.1", "192.0.2.2"] {
        let who = somebody(c, place, noon).await;
        for song in [first, second] {
            listen(c, &note(song, who), one_day(5), 30).await;
        }
    }
    let eager = somebody(c, "192.0.2.9", noon).await;
    for time in 0..6 {
        for song in [alone, second] {
            listen(c, &note(song, eager), one_day(600 - time * 60), 30).await;
        }
    }
    let charted = |found: Vec<(_, _, Track, i64)>| {
        found.into_iter().map(|(_, _, track, listeners)| (track.id, listeners)).collect::<Vec<_>>()
    };
    let week = charted(tracks(c, Period::Week).await);
    // The eager one is one more listener of the second, once for each day that the hours lie on, and alone makes no chart.
    assert_eq!(week[0].0, second);
    assert!((3..=4).contains(&week[0].1), "{week:?}");
    assert_eq!(week[1..], [(first, 2)]);
    let places = charts::places(c, Charted::Releases, Period::Month).await.unwrap();
    let releases = charts::of_releases(c, &places).await.unwrap();
    assert_eq!(releases.iter().map(|(_, release, _)| release.id).collect::<Vec<_>>(), [new.id, old.id]);
    // A changed date changes nothing.
    run(c, "UPDATE releases SET release_date = '2030-01-01', published_at = now()").await;
    assert_eq!(charted(tracks(c, Period::Week).await), week);
    // What is not public is not in them.
    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", new.id)).await;
    assert_eq!(charted(tracks(c, Period::Day).await), [(first, 2)]);
}
