//! What counts as a play, what does not, and what is left of it.

mod charts;
mod sums;

use chrono::{DateTime, Duration, Utc};
use model::accounts::Account;
use model::ids::{MasterId, PlayId, TrackId};
use model::members::{self, Role};
use model::plays::listeners::{self, Person};
use model::plays::{self, Device, Download, Ending, Listener, Note, Outcome, Source};
use model::releases::Release;
use model::{Connection, history};

use crate::support::{Db, account, artist, published, run};

/// A track of four minutes, or of another length.
pub(super) async fn track(c: &mut Connection, release: &Release, title: &str, duration_ms: i64) -> TrackId {
    let (track, master) = (TrackId::new(), MasterId::new());
    run(
        c,
        &format!(
            "INSERT INTO tracks (id, release_id, position, slug, title, filename, state)
             SELECT '{track}', '{0}', count(*) + 1, 'track-' || count(*), '{title}', 'x.wav', 'ready' FROM tracks WHERE release_id = '{0}'",
            release.id
        ),
    )
    .await;
    run(
        c,
        &format!(
            "INSERT INTO masters (id, track_id, artist_id, filename, extension, bytes, sha256, container, codec, lossless,
                 sample_rate, channels, frames, duration_ms, tags)
             VALUES ('{master}', '{track}', '{}', 'x.wav', 'wav', 1, '', 'wav', 'pcm', true, 48000, 2, 1, {duration_ms}, '[]')",
            release.artist_id
        ),
    )
    .await;
    run(c, &format!("UPDATE tracks SET master_id = '{master}' WHERE id = '{track}'")).await;
    track
}

pub(super) async fn somebody(c: &mut Connection, place: &str, now: DateTime<Utc>) -> Listener {
    listeners::word(c, Person::Visitor { place }, now).await.unwrap()
}

pub(super) fn note(track: TrackId, listener: Listener) -> Note {
    Note {
        id: PlayId::new(),
        track,
        account: None,
        listener,
        source: Source::Page,
        device: Device::Desktop,
        rung: "aac-128".to_owned(),
        heard_ms: 0,
        reached_ms: 0,
        start_delay_ms: Some(120),
        ending: None,
        stalls: 0,
        stall_ms: 0,
    }
}

/// Begins a listen at a moment and goes on for so many seconds; what became of its last note.
pub(super) async fn listen(c: &mut Connection, begun: &Note, at: DateTime<Utc>, seconds: i64) -> Outcome {
    assert_eq!(plays::note_at(c, begun, at).await.unwrap(), Outcome::Noted);
    let ms = seconds * 1000;
    let later = Note { heard_ms: ms, reached_ms: ms, ..begun.clone() };
    plays::note_at(c, &later, at + Duration::seconds(seconds)).await.unwrap()
}

async fn count(c: &mut Connection, track: TrackId) -> i64 {
    plays::of_tracks(c, &[track]).await.unwrap().get(&track).copied().unwrap_or(0)
}

async fn of_somebody(c: &mut Connection, account: &Account, now: DateTime<Utc>) -> Listener {
    listeners::word(c, Person::Account(account.id), now).await.unwrap()
}

#[tokio::test]
async fn it_is_a_play_after_thirty_seconds_or_half_the_track() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let (long, short) = (track(c, &release, "Long", 240_000).await, track(c, &release, "Short", 20_000).await);
    let now = Utc::now();
    let ann = somebody(c, "192.0.2.1", now).await;
    assert_eq!(listen(c, &note(long, ann), now, 29).await, Outcome::Noted);
    assert_eq!(listen(c, &note(long, ann), now, 30).await, Outcome::Counted);
    assert_eq!(listen(c, &note(short, ann), now, 9).await, Outcome::Noted);
    assert_eq!(listen(c, &note(short, ann), now, 10).await, Outcome::Counted);
    assert_eq!((count(c, long).await, count(c, short).await), (1, 1));
}

#[tokio::test]
async fn nobody_hears_faster_than_the_clock() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 240_000).await;
    let now = Utc::now();
    let ann = somebody(c, "192.0.2.1", now).await;
    let claims = Note { heard_ms: 240_000, reached_ms: 240_000, ending: Some(Ending::Completed), ..note(song, ann) };
    assert_eq!(plays::note_at(c, &claims, now).await.unwrap(), Outcome::Noted);
    assert_eq!(plays::note_at(c, &claims, now + Duration::seconds(5)).await.unwrap(), Outcome::Noted);
    let kept = plays::find(c, claims.id).await.unwrap().unwrap();
    assert_eq!((kept.heard_ms, kept.counted_at, kept.ending), (5000, None, Some(Ending::Stopped)));
    // A clock that goes back, and numbers that overflow.
    let wild =
        Note { heard_ms: i64::MAX, reached_ms: i64::MAX, stalls: i32::MAX, stall_ms: i64::MAX, ..claims.clone() };
    assert_eq!(plays::note_at(c, &wild, now - Duration::hours(1)).await.unwrap(), Outcome::Noted);
    let less = Note { heard_ms: i64::MIN, reached_ms: i64::MIN, stalls: -1, stall_ms: -1, ..claims };
    assert_eq!(plays::note_at(c, &less, now + Duration::seconds(6)).await.unwrap(), Outcome::Noted);
    let kept = plays::find(c, kept.id).await.unwrap().unwrap();
    assert_eq!((kept.heard_ms, kept.reached_ms, kept.stalls), (5000, 240_000, 10_000));
    assert_eq!(count(c, song).await, 0);
}

#[tokio::test]
async fn one_listener_counts_once_in_half_an_hour() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 60_000).await;
    let hour = track(c, &release, "Hour", 3_600_000).await;
    let noon = Utc::now().date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let ann = somebody(c, "192.0.2.1", noon).await;
    assert_eq!(listen(c, &note(song, ann), noon, 60).await, Outcome::Counted);
    assert_eq!(listen(c, &note(song, ann), noon + Duration::minutes(2), 60).await, Outcome::Heard);
    assert_eq!(listen(c, &note(song, ann), noon + Duration::minutes(33), 60).await, Outcome::Counted);
    assert_eq!(listen(c, &note(hour, ann), noon, 60).await, Outcome::Counted);
    assert_eq!(listen(c, &note(hour, ann), noon + Duration::minutes(40), 60).await, Outcome::Heard);
    let ben = somebody(c, "192.0.2.2", noon).await;
    assert_eq!(listen(c, &note(song, ben), noon, 60).await, Outcome::Counted);
    assert_eq!((count(c, song).await, count(c, hour).await), (3, 1));
    // Many at once count as many as a household hears.
    let mut counted = 0;
    for number in 0..20 {
        let other = track(c, &release, &format!("Other {number}"), 60_000).await;
        counted += i32::from(listen(c, &note(other, ben), noon + Duration::hours(2), 30).await == Outcome::Counted);
    }
    assert_eq!(counted, 10);
}

#[tokio::test]
async fn an_id_is_of_one_listen() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let (song, other) = (track(c, &release, "Song", 60_000).await, track(c, &release, "Other", 60_000).await);
    let noon = Utc::now().date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let (ann, ben) = (somebody(c, "192.0.2.1", noon).await, somebody(c, "192.0.2.2", noon).await);
    let first = note(song, ann);
    assert_eq!(listen(c, &first, noon, 30).await, Outcome::Counted);
    assert_eq!(listen_again(c, &Note { listener: ben, ..first.clone() }, noon).await, Outcome::Refused);
    assert_eq!(listen_again(c, &Note { track: other, ..first.clone() }, noon).await, Outcome::Refused);
    assert_eq!(listen_again(c, &first, noon).await, Outcome::Noted);
    assert_eq!((count(c, song).await, count(c, other).await), (1, 0));
    // One that goes on over midnight stays one, though its listener has another word.
    let late = (noon.date_naive() + Duration::days(1)).and_hms_opt(0, 0, 0).unwrap().and_utc() - Duration::seconds(10);
    let night = note(other, somebody(c, "192.0.2.1", late).await);
    assert_eq!(plays::note_at(c, &night, late).await.unwrap(), Outcome::Noted);
    let morning = late + Duration::seconds(40);
    let goes_on = Note { heard_ms: 40_000, listener: somebody(c, "192.0.2.1", morning).await, ..night.clone() };
    assert_ne!(goes_on.listener, night.listener);
    assert_eq!(plays::note_at(c, &goes_on, morning).await.unwrap(), Outcome::Counted);
}

async fn listen_again(c: &mut Connection, note: &Note, at: DateTime<Utc>) -> Outcome {
    plays::note_at(c, &Note { heard_ms: 50_000, ..note.clone() }, at + Duration::seconds(50)).await.unwrap()
}

#[tokio::test]
async fn what_is_not_there_for_a_listener_is_not_heard() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 60_000).await;
    let now = Utc::now();
    let ann = somebody(c, "192.0.2.1", now).await;
    for (hide, show) in [
        ("UPDATE releases SET published_at = NULL", "UPDATE releases SET published_at = now()"),
        ("UPDATE releases SET members_only = true", "UPDATE releases SET members_only = false"),
        ("UPDATE artists SET suspended_at = now()", "UPDATE artists SET suspended_at = NULL"),
    ] {
        run(c, hide).await;
        assert_eq!(plays::note(c, &note(song, ann)).await.unwrap(), Outcome::Unknown, "{hide}");
        run(c, show).await;
    }
    assert_eq!(plays::note(c, &note(TrackId::new(), ann)).await.unwrap(), Outcome::Unknown);
}

#[tokio::test]
async fn an_artists_own_listens_count_nowhere_but_in_their_history() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 60_000).await;
    let (drummer, fan) = (account(c, "drummer").await, account(c, "fan").await);
    members::add(c, ode.id, drummer.id, Role::Editor).await.unwrap();
    let now = Utc::now();
    for (who, expected) in [(&drummer, Outcome::Heard), (&fan, Outcome::Counted)] {
        let word = of_somebody(c, who, now).await;
        let own = Note { account: Some(who.id), ..note(song, word) };
        assert_eq!(listen(c, &own, now, 45).await, expected);
        assert_eq!(history::count(c, who.id).await.unwrap(), 1);
    }
    assert_eq!(count(c, song).await, 1);
    history::pause(c, fan.id, true).await.unwrap();
    let word = of_somebody(c, &fan, now).await;
    let again = Note { account: Some(fan.id), ..note(song, word) };
    assert_eq!(listen(c, &again, now + Duration::minutes(40), 45).await, Outcome::Counted);
    assert_eq!(history::count(c, fan.id).await.unwrap(), 1, "it is paused");
}

#[tokio::test]
async fn a_file_counts_once_a_day_when_enough_of_it_was_sent() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let song = track(c, &release, "Song", 240_000).await;
    let noon = Utc::now().date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let listener = somebody(c, "192.0.2.1", noon).await;
    let rung = "mp3".to_owned();
    let mut piece = Download { track: song, listener, device: Device::App, rung, is_own: false, sent_ms: 20_000 };
    assert_eq!(plays::note_download(c, &piece, noon).await.unwrap(), Outcome::Noted);
    assert_eq!(plays::note_download(c, &piece, noon).await.unwrap(), Outcome::Counted);
    piece.sent_ms = 240_000;
    assert_eq!(plays::note_download(c, &piece, noon + Duration::hours(2)).await.unwrap(), Outcome::Noted);
    piece.is_own = true;
    piece.listener = somebody(c, "192.0.2.2", noon).await;
    assert_eq!(plays::note_download(c, &piece, noon).await.unwrap(), Outcome::Noted);
    assert_eq!(count(c, song).await, 1);
}
