//! Listens go after thirty days; sums stay, and say the same.

use chrono::{DateTime, Duration, Utc};
use diesel_async::RunQueryDsl as _;
use model::Connection;
use model::plays::{self, Ending, Note, sums};
use model::statistics::{self, By, Day, Span, Subject};

use super::{listen, note, somebody, track};
use crate::support::{Db, artist, published};

async fn rows(c: &mut Connection) -> i64 {
    use model::schema::plays::dsl::plays;
    diesel::QueryDsl::count(plays).get_result(c).await.unwrap()
}

async fn whole(c: &mut Connection, subject: Subject, at: DateTime<Utc>) -> Vec<Day> {
    let tracks = subject.tracks(c).await.unwrap();
    statistics::days(c, subject, &tracks, Span::up_to(at.date_naive(), 90)).await.unwrap()
}

#[tokio::test]
async fn sums_say_what_the_listens_said() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 100_000).await;
    let noon = Utc::now().date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc() - Duration::days(1);
    for (place, seconds, ending) in
        [("192.0.2.1", 100, Ending::Completed), ("192.0.2.2", 40, Ending::Skipped), ("192.0.2.3", 5, Ending::Stopped)]
    {
        let begun = note(song, somebody(c, place, noon).await);
        listen(c, &begun, noon, seconds).await;
        let ms = seconds * 1000;
        let last = Note { heard_ms: ms, reached_ms: ms, ending: Some(ending), stalls: 1, stall_ms: 300, ..begun };
        plays::note_at(c, &last, noon + Duration::seconds(seconds)).await.unwrap();
    }
    let subjects = [Subject::Artist(ode.id), Subject::Release(release.id), Subject::Track(song)];
    let mut before = Vec::new();
    for subject in subjects {
        before.push(whole(c, subject, noon).await);
    }
    let day = before[0][0];
    assert_eq!((day.plays, day.listeners, day.starts, day.completed, day.skipped), (2, 2, 3, 1, 1));
    assert_eq!((day.heard_ms, day.stalls, day.stall_ms, day.delays, day.start_delay_ms), (145_000, 3, 900, 3, 360));
    let span = Span::up_to(noon.date_naive(), 1);
    let stay = |leaves: &statistics::Leaves| [0, 5, 6, 40, 41, 100].map(|at| leaves.stay()[at]);
    let leaves = statistics::leaves(c, &[song], span).await.unwrap();
    assert_eq!(stay(&leaves[&song]), [100, 100, 66, 66, 33, 33]);

    assert_eq!(sums::sum(c, noon + Duration::minutes(5)).await.unwrap(), 0, "they may go on");
    assert_eq!(sums::sum(c, noon + Duration::hours(1)).await.unwrap(), 3);
    assert_eq!(sums::sum(c, noon + Duration::hours(1)).await.unwrap(), 0, "once");
    for (subject, before) in subjects.iter().zip(&before) {
        assert_eq!(whole(c, *subject, noon).await, *before);
    }
    assert_eq!(stay(&statistics::leaves(c, &[song], span).await.unwrap()[&song]), [100, 100, 66, 66, 33, 33]);

    assert_eq!(sums::sweep(c, noon + Duration::days(28)).await.unwrap(), 0);
    assert_eq!(rows(c).await, 3);
    assert_eq!(sums::sweep(c, noon + Duration::days(30)).await.unwrap(), 3);
    assert_eq!(rows(c).await, 0, "who listened is nowhere any more");
    for (subject, before) in subjects.iter().zip(&before) {
        assert_eq!(whole(c, *subject, noon).await, *before);
    }
    assert_eq!(plays::of_tracks(c, &[song]).await.unwrap()[&song], 2);
    assert_eq!(plays::of_releases(c, &[release.id]).await.unwrap()[&release.id], 2);
    let sources = statistics::shares(c, &[song], span, By::Source).await.unwrap();
    assert_eq!((sources[0].word.as_str(), sources[0].plays), ("page", 2));
    assert_eq!(statistics::first_day(c, &[song]).await.unwrap(), Some(noon.date_naive()));
}

#[tokio::test]
async fn what_is_summed_is_closed_and_what_went_silent_is_summed_by_the_sweep() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 100_000).await;
    let noon = Utc::now().date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let silent = note(song, somebody(c, "192.0.2.1", noon).await);
    listen(c, &silent, noon, 50).await;
    assert_eq!(sums::sweep(c, noon + Duration::days(31)).await.unwrap(), 1);
    assert_eq!(plays::of_tracks(c, &[song]).await.unwrap()[&song], 1);
    let other = note(song, somebody(c, "192.0.2.2", noon).await);
    listen(c, &other, noon, 20).await;
    sums::sum(c, noon + Duration::hours(3)).await.unwrap();
    let late = Note { heard_ms: 90_000, ..other };
    assert_eq!(plays::note_at(c, &late, noon + Duration::hours(3)).await.unwrap(), plays::Outcome::Refused);
}

#[tokio::test]
async fn the_word_for_a_listener_is_another_one_tomorrow_and_cannot_be_made_again() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let now = Utc::now();
    let (today, again) = (somebody(c, "192.0.2.1", now).await, somebody(c, "192.0.2.1", now).await);
    let tomorrow = somebody(c, "192.0.2.1", now + Duration::days(1)).await;
    assert!(today == again && today != tomorrow && today != somebody(c, "192.0.2.2", now).await);
    sums::sweep(c, now + Duration::days(3)).await.unwrap();
    assert_ne!(somebody(c, "192.0.2.1", now).await, today, "the key of that day is gone");
}
