//! Which show a source feeds.

use chrono::{Duration, Utc};
use model::show_runs::{self, RunSource};
use model::shows::{self, SourceRefusal};
use model::stream_keys;

use super::{again, show};
use crate::support::{Db, artist, run};

#[tokio::test]
async fn a_key_opens_what_it_is_for() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (tide, _) = artist(c, "tide").await;
    let night = show(c, &ode, |_| {}).await;
    let other = show(c, &ode, |input| input.slug = "other".to_owned()).await;
    let theirs = show(c, &tide, |input| input.slug = "tides".to_owned()).await;
    let (kept, of_night) = stream_keys::create(c, ode.id, Some(night.id), "booth").await.unwrap();
    let (_, of_ode) = stream_keys::create(c, ode.id, None, "laptop").await.unwrap();
    let now = Utc::now();

    for mount in ["/low-water", "low-water.mp3", "/ode", ""] {
        assert_eq!(shows::for_source(c, &of_night, mount, now).await.unwrap().id, night.id, "{mount}");
    }
    assert_eq!(shows::for_source(c, &of_ode, "/other.ogg", now).await.unwrap().id, other.id);
    assert!(stream_keys::find(c, kept.id).await.unwrap().unwrap().last_used_at.is_some());
    for (key, mount) in [(&of_night, "/other"), (&of_ode, "/tides"), (&of_ode, "/nowhere")] {
        let refused = shows::for_source(c, key, mount, now).await.unwrap_err();
        assert!(matches!(refused, SourceRefusal::NoSuchMount), "{mount}: {refused}");
    }
    for wrong in ["", "hackme", &of_night[1..]] {
        let refused = shows::for_source(c, wrong, "/low-water", now).await.unwrap_err();
        assert!(matches!(refused, SourceRefusal::UnknownKey), "{wrong}: {refused}");
    }
    assert!(again(c, &theirs).await.started_at.is_none());

    shows::start(c, night.id, now).await.unwrap();
    shows::end(c, night.id, now).await.unwrap();
    assert!(matches!(shows::for_source(c, &of_night, "", now).await, Err(SourceRefusal::Over)));
    stream_keys::revoke(c, kept.id).await.unwrap();
    assert!(matches!(shows::for_source(c, &of_night, "", now).await, Err(SourceRefusal::UnknownKey)));
    run(c, "UPDATE artists SET suspended_at = now() WHERE handle = 'ode'").await;
    assert!(matches!(shows::for_source(c, &of_ode, "/other", now).await, Err(SourceRefusal::Suspended)));
}

#[tokio::test]
async fn the_handle_means_what_the_artist_means_now() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (_, key) = stream_keys::create(c, ode.id, None, "").await.unwrap();
    let now = Utc::now();
    let at = |hours: i64| (now + Duration::hours(hours)).to_rfc3339();

    assert!(shows::meant(c, ode.id, now).await.unwrap().is_none(), "nothing is made by asking");
    let next_week = show(c, &ode, |input| input.starts_at = at(7 * 24)).await;
    let made = shows::for_source(c, &key, "/ode", now).await.unwrap();
    assert!(made.id != next_week.id && made.title.starts_with("Live: "), "{}", made.title);
    assert_eq!(shows::for_source(c, &key, "/ode", now).await.unwrap().id, made.id, "it is made once");
    shows::delete(c, made.id).await.unwrap();

    let station = show(c, &ode, |input| input.kind = "station".to_owned()).await;
    shows::start(c, station.id, now).await.unwrap();
    assert_eq!(shows::for_source(c, &key, "/ode", now).await.unwrap().id, station.id);
    let some_day = show(c, &ode, |_| {}).await;
    assert_eq!(shows::for_source(c, &key, "/ode", now).await.unwrap().id, some_day.id, "what has no date");
    let late = show(c, &ode, |input| input.starts_at = at(-5)).await;
    let soon = show(c, &ode, |input| input.starts_at = at(1)).await;
    assert_eq!(shows::for_source(c, &key, "/ode", now).await.unwrap().id, soon.id, "the nearest");
    shows::start(c, late.id, now).await.unwrap();
    assert_eq!(shows::for_source(c, &key, "/ode", now).await.unwrap().id, late.id, "what is on air");
}

#[tokio::test]
async fn a_tool_whose_show_was_ended_begins_no_other() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (_, key) = stream_keys::create(c, ode.id, None, "laptop").await.unwrap();
    let (_, others) = stream_keys::create(c, ode.id, None, "a guest's").await.unwrap();
    let began = Utc::now() - Duration::hours(1);
    let set = shows::for_source(c, &key, "/ode", began).await.unwrap();
    // A source is let in, then its run begins, and then something is heard.
    show_runs::begin(c, set.id, RunSource::Rtmp, ("OBS", "audio/aac"), began + Duration::seconds(1)).await.unwrap();
    shows::start(c, set.id, began + Duration::seconds(3)).await.unwrap();
    let ended = Utc::now();
    shows::end(c, set.id, ended).await.unwrap();

    // It comes again and again, later each time, and is refused for as long as it does.
    let after = |seconds: i64| ended + Duration::seconds(seconds);
    for seconds in [2, 60, 170, 280, 420, 640, 970, 1_460, 2_200, 3_000, 3_900, 4_800] {
        let refused = shows::for_source(c, &key, "/ode", after(seconds)).await.unwrap_err();
        assert!(matches!(refused, SourceRefusal::Ended), "{seconds}: {refused}");
    }
    // A show by its own address, and what is planned for now, is meant.
    let later = show(c, &ode, |input| input.starts_at = after(4_800 + 90 * 60).to_rfc3339()).await;
    run(c, "UPDATE shows SET created_at = created_at - interval '1 day' WHERE started_at IS NULL").await;
    assert!(matches!(shows::for_source(c, &key, "/ode", after(4_810)).await, Err(SourceRefusal::Ended)));
    assert_eq!(shows::for_source(c, &key, &later.slug, after(4_820)).await.unwrap().id, later.id);
    let next = show(c, &ode, |input| {
        input.slug = "neap-tide".to_owned();
        input.starts_at = after(5_000).to_rfc3339();
    });
    let next = next.await;
    run(c, "UPDATE shows SET created_at = created_at - interval '1 day' WHERE slug = 'neap-tide'").await;
    assert_eq!(shows::for_source(c, &key, "/ode", after(4_830)).await.unwrap().id, next.id);
    shows::delete(c, next.id).await.unwrap();
    assert!(matches!(shows::for_source(c, &key, "/ode", after(4_840)).await, Err(SourceRefusal::Ended)));
    // Who did not feed it may begin, and so may the tool once something is planned or it has kept still.
    assert_eq!(shows::for_source(c, &others, "/ode", after(4_850)).await.unwrap().id, later.id);
    let new = show(c, &ode, |input| input.slug = "spring-tide".to_owned()).await;
    assert_eq!(shows::for_source(c, &key, "/ode", after(4_860)).await.unwrap().id, new.id);
    shows::delete(c, new.id).await.unwrap();
    shows::delete(c, later.id).await.unwrap();
    let made = shows::for_source(c, &key, "/ode", after(4_860 * 2)).await.unwrap();
    assert!(made.id != set.id && made.started_at.is_none());
    // What it begins then is its own: a line that drops is no end.
    show_runs::begin(c, made.id, RunSource::Rtmp, ("OBS", "audio/aac"), after(4_860 * 2)).await.unwrap();
    assert_eq!(shows::for_source(c, &key, "/ode", after(4_860 * 2 + 5)).await.unwrap().id, made.id);
}

#[tokio::test]
async fn a_tool_that_stops_with_its_show_may_begin_another_soon() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (_, key) = stream_keys::create(c, ode.id, None, "laptop").await.unwrap();
    let began = Utc::now() - Duration::hours(1);
    let station = show(c, &ode, |input| input.kind = "station".to_owned()).await;
    shows::start(c, station.id, began).await.unwrap();
    assert_eq!(shows::for_source(c, &key, "/ode", began).await.unwrap().id, station.id);
    show_runs::begin(c, station.id, RunSource::Icecast, ("butt", "audio/mpeg"), began).await.unwrap();
    let ended = Utc::now();
    shows::end(c, station.id, ended).await.unwrap();
    let refused = shows::for_source(c, &key, "/ode", ended + Duration::seconds(4)).await.unwrap_err();
    assert!(matches!(refused, SourceRefusal::Ended), "{refused}");
    let new = shows::for_source(c, &key, "/ode", ended + Duration::seconds(125)).await.unwrap();
    assert!(new.id != station.id && new.title.starts_with("Live: "));
}

#[tokio::test]
async fn a_tool_that_was_silent_before_the_end_may_begin_another() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (_, key) = stream_keys::create(c, ode.id, None, "laptop").await.unwrap();
    let began = Utc::now() - Duration::hours(1);
    let set = shows::for_source(c, &key, "/ode", began).await.unwrap();
    shows::start(c, set.id, began).await.unwrap();
    let run = show_runs::begin(c, set.id, RunSource::Icecast, ("butt", "audio/mpeg"), began).await.unwrap();
    show_runs::end(c, run.id, "the source went", Utc::now() - Duration::minutes(5)).await.unwrap();
    let ended = Utc::now();
    shows::end(c, set.id, ended).await.unwrap();
    let new = shows::for_source(c, &key, "/ode", ended + Duration::seconds(3)).await.unwrap();
    assert!(new.id != set.id);
}

#[tokio::test]
async fn two_sources_at_once_make_one_show() {
    let db = Db::new().await;
    let key = {
        let c = &mut db.connection().await;
        let (ode, _) = artist(c, "ode").await;
        stream_keys::create(c, ode.id, None, "").await.unwrap().1
    };
    let come = async || {
        let c = &mut db.connection().await;
        shows::for_source(c, &key, "ode", Utc::now()).await.unwrap().id
    };
    let mut shows = super::futures_of((0..4).map(|_| come())).await;
    shows.dedup();
    assert_eq!(shows.len(), 1);
}
