//! Live sets, against a database alone: who feeds a show, who owns it, and what is kept of it.

mod access;
mod audience;
mod chat;
mod sources;
mod tickets;

use std::collections::BTreeMap;

use chrono::{Duration, Utc};
use model::artists::Artist;
use model::ids::{LiveWorkerId, ShowId};
use model::money;
use model::show_runs::RunSource;
use model::show_segments::NewShowSegment;
use model::shows::{self, Show, ShowError, ShowInput, State};
use model::{Connection, live_workers, show_leases, show_runs, show_segments};
use serde_json::json;

use crate::support::{Db, artist, run};

/// A show with a title and whatever else `change` says.
async fn show(c: &mut Connection, artist: &Artist, change: impl FnOnce(&mut ShowInput)) -> Show {
    let mut input = ShowInput { title: "Low Water".to_owned(), records: true, replays: true, ..ShowInput::default() };
    change(&mut input);
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    shows::create(c, artist.id, &fields, Utc::now()).await.unwrap()
}

async fn again(c: &mut Connection, show: &Show) -> Show {
    shows::find(c, show.id).await.unwrap().unwrap()
}

/// How many jobs of a kind wait.
async fn jobs(c: &mut Connection, name: &str) -> i64 {
    use diesel_async::RunQueryDsl as _;
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let sql = format!(
        "SELECT count(*) FROM graphile_worker._private_jobs JOIN graphile_worker._private_tasks tasks ON tasks.id = task_id
         WHERE identifier = '{name}'"
    );
    diesel::sql_query(sql).get_result::<Count>(c).await.unwrap().count
}

fn segment(show: ShowId, number: i64, run_number: i32) -> NewShowSegment {
    NewShowSegment {
        show,
        number,
        run_number,
        begins_at: Utc::now(),
        frames: 184_320,
        renditions: BTreeMap::from([("aac-64".to_owned(), 31_000)]),
        recording_bytes: Some(400_000),
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_show_and_follows_its_title() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let first = show(c, &ode, |_| {}).await;
    let second = show(c, &ode, |_| {}).await;
    assert_eq!((first.slug.as_str(), second.slug.as_str()), ("low-water", "low-water-2"));
    let admin = show(c, &ode, |input| input.title = "Admin".to_owned()).await;
    assert_eq!(admin.slug, "admin-2", "a word of ours is not given away");
    let euro = money::currency("EUR").unwrap();
    let taken = ShowInput { title: "Ebb".to_owned(), slug: "low-water".to_owned(), ..ShowInput::default() };
    let fields = taken.check(euro, Some(&admin)).unwrap();
    assert!(matches!(shows::update(c, admin.id, &fields, Utc::now()).await, Err(ShowError::SlugTaken)));
    let new = taken.check(euro, None).unwrap();
    assert!(matches!(shows::create(c, ode.id, &new, Utc::now()).await, Err(ShowError::SlugTaken)));
    let kept = ShowInput { title: "Ebb".to_owned(), ..ShowInput::default() }.check(euro, Some(&first)).unwrap();
    let ebb = shows::update(c, first.id, &kept, Utc::now()).await.unwrap();
    assert_eq!((ebb.title.as_str(), ebb.slug.as_str()), ("Ebb", "low-water"), "people have the address already");
}

#[tokio::test]
async fn a_show_begins_once_and_ends_once() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await;
    let now = Utc::now();
    assert!(!shows::end(c, night.id, now).await.unwrap(), "what has not begun cannot end");
    assert!(shows::start(c, night.id, now).await.unwrap());
    assert!(!shows::start(c, night.id, now).await.unwrap());
    assert_eq!(jobs(c, "announce_show").await, 1);
    assert_eq!(shows::on_air(c).await.unwrap().len(), 1);
    assert!(!shows::delete(c, night.id).await.unwrap(), "not while people listen");
    let begun = show_runs::begin(c, night.id, RunSource::Rtmp, ("OBS", "audio/aac"), now).await.unwrap();
    shows::set_playing(c, night.id, "Ebb\u{7}", "The Ode").await.unwrap();
    assert_eq!(again(c, &night).await.playing_title, "Ebb");
    // Whoever ends it may have a clock that is behind.
    assert!(shows::end(c, night.id, now - Duration::seconds(9)).await.unwrap());
    assert!(!shows::end(c, night.id, now).await.unwrap());
    assert!(!shows::start(c, night.id, now).await.unwrap(), "over is over");
    assert_eq!(jobs(c, "close_show").await, 1);
    let over = again(c, &night).await;
    assert_eq!((over.state(), over.playing_title.as_str()), (State::Over, ""));
    let runs = show_runs::of_show(c, night.id).await.unwrap();
    assert!(runs[0].id == begun.id && runs[0].ended_at.is_some());
    assert_eq!(shows::past(c, 9).await.unwrap().len(), 1);
    let never = show(c, &ode, |_| {}).await;
    assert!(shows::cancel(c, never.id, now).await.unwrap());
    assert!(!shows::start(c, never.id, now).await.unwrap());
    assert_eq!(again(c, &never).await.state(), State::Cancelled);
    assert!(shows::delete(c, never.id).await.unwrap());
}

#[tokio::test]
async fn one_worker_owns_a_show_and_an_old_one_writes_nothing_more() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await.id;
    let (now, one, two) = (Utc::now(), LiveWorkerId::new(), LiveWorkerId::new());
    live_workers::hear(c, one, "10.0.0.1:7000", &json!([]), now).await.unwrap();
    live_workers::hear(c, two, "10.0.0.2:7000", &json!(["hw:0"]), now).await.unwrap();
    shows::start(c, night, now).await.unwrap();
    assert_eq!(show_leases::orphans(c, now).await.unwrap(), [night]);

    assert_eq!(show_leases::expires_at(c, night).await.unwrap(), None, "nobody ever had it");
    let first = show_leases::claim(c, night, one, now).await.unwrap().unwrap();
    assert_eq!(show_leases::claim(c, night, two, now).await.unwrap(), None, "it has an owner");
    assert_eq!(show_leases::claim(c, night, one, now).await.unwrap(), Some(first), "the owner has it already");
    let owner = show_leases::owner(c, night, now).await.unwrap().unwrap();
    assert_eq!((owner.address.as_str(), owner.epoch), ("10.0.0.1:7000", first));
    assert!(show_leases::orphans(c, now).await.unwrap().is_empty());
    let later = now + Duration::seconds(5);
    assert!(show_leases::renew(c, night, one, first, later).await.unwrap());
    assert!(show_segments::add(c, first, &segment(night, 0, 1)).await.unwrap());
    assert!(show_segments::add(c, first, &segment(night, 0, 1)).await.unwrap(), "the same once more is no harm");

    let missed = later + Duration::seconds(7);
    assert_eq!(show_leases::owner(c, night, missed).await.unwrap(), None);
    assert_eq!(show_leases::orphans(c, missed).await.unwrap(), [night]);
    let second = show_leases::claim(c, night, two, missed).await.unwrap().unwrap();
    assert!(second > first);
    assert!(!show_leases::renew(c, night, one, first, missed).await.unwrap(), "it has to stop");
    assert!(!show_segments::add(c, first, &segment(night, 1, 1)).await.unwrap());
    assert!(show_segments::add(c, second, &segment(night, 1, 2)).await.unwrap());
    assert!(!show_segments::add(c, second, &segment(night, 0, 2)).await.unwrap(), "numbers are not given twice");
    show_leases::release(c, night, one, first).await.unwrap();
    assert!(show_leases::owner(c, night, missed).await.unwrap().is_some(), "an old owner gives nothing up");
    assert!(show_leases::expires_at(c, night).await.unwrap() > Some(missed));
    show_leases::release(c, night, two, second).await.unwrap();
    assert!(show_leases::expires_at(c, night).await.unwrap() < Some(now), "it was given up");
    assert!(show_leases::claim(c, night, one, missed).await.unwrap().unwrap() > second);
    assert_eq!(show_segments::last(c, night).await.unwrap().unwrap().number, 1);
    assert_eq!(show_segments::recorded_ms(c, night).await.unwrap(), 2 * 3840);
    assert_eq!(live_workers::alive(c, missed).await.unwrap().len(), 0);
}

#[tokio::test]
async fn of_many_workers_one_gets_the_show() {
    let db = Db::new().await;
    let night = {
        let c = &mut db.connection().await;
        let (ode, _) = artist(c, "ode").await;
        show(c, &ode, |_| {}).await.id
    };
    let now = Utc::now();
    let claim = async || {
        let c = &mut db.connection().await;
        show_leases::claim(c, night, LiveWorkerId::new(), now).await.unwrap()
    };
    let claims = futures_of((0..12).map(|_| claim())).await;
    assert_eq!(claims.into_iter().flatten().count(), 1);
}

#[tokio::test]
async fn nothing_of_a_suspended_artist_is_listed() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let planned = show(c, &ode, |input| input.starts_at = (Utc::now() + Duration::hours(3)).to_rfc3339()).await;
    let night = show(c, &ode, |_| {}).await;
    shows::start(c, night.id, Utc::now()).await.unwrap();
    assert_eq!(shows::soon(c, Utc::now(), 5).await.unwrap()[0].0.id, planned.id);
    run(c, "UPDATE artists SET suspended_at = now()").await;
    assert!(shows::soon(c, Utc::now(), 5).await.unwrap().is_empty());
    assert!(shows::on_air(c).await.unwrap().is_empty());
}

/// What many futures give that run at the same time.
async fn futures_of<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures::future::join_all(all).await
}
