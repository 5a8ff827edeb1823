//! Everybody has a share in the work that takes long.

use diesel::QueryableByName;
use diesel::sql_types::{Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use model::artists::Artist;
use model::ids::{AccountId, ReleaseId, UploadId};
use model::jobs::{self, CompleteEncoding, Job};
use model::uploads::{self, NewUpload};

use crate::catalogue;
use crate::support::TestApp;

#[derive(Debug, QueryableByName)]
struct Waiting {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Nullable<Text>)]
    queue: Option<String>,
    #[diesel(sql_type = SmallInt)]
    priority: i16,
}

/// What is worked on next, in that order.
async fn line(app: &TestApp) -> Vec<Waiting> {
    diesel::sql_query(
        "SELECT jobs.key, queues.queue_name AS queue, jobs.priority FROM graphile_worker._private_jobs AS jobs
         LEFT JOIN graphile_worker._private_job_queues AS queues ON queues.id = jobs.job_queue_id
         WHERE jobs.flags ? 'shared' AND jobs.locked_at IS NULL ORDER BY jobs.priority, jobs.run_at, jobs.id",
    )
    .load(&mut *app.db().await)
    .await
    .unwrap()
}

/// What was worked on is done, and the first in line is worked on.
async fn work(app: &TestApp) {
    let db = &mut app.db().await;
    let first = line(app).await.remove(0);
    diesel::sql_query("DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL")
        .execute(db)
        .await
        .unwrap();
    diesel::sql_query(
        "UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'test', attempts = 1 WHERE key = $1",
    )
    .bind::<Text, _>(first.key)
    .execute(db)
    .await
    .unwrap();
}

struct House {
    app: TestApp,
    account: AccountId,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let account = app.account("label", false).await.id;
        Self { app, account }
    }

    async fn artist(&self, handle: &str) -> (Artist, ReleaseId) {
        let (artist, ..) = self.app.artist(handle).await;
        let release = catalogue::draft(&self.app, &artist, handle).await.id;
        (artist, release)
    }

    /// A file of so many minutes is all here.
    async fn drop_file(&self, (artist, release): &(Artist, ReleaseId), minutes: i64) -> String {
        let id = UploadId::new();
        let new = NewUpload {
            id,
            account_id: self.account,
            artist_id: artist.id,
            release_id: *release,
            track_id: None,
            filename: "a.wav".to_owned(),
            position: None,
            bytes_total: minutes * 10_000_000,
        };
        let db = &mut self.app.db().await;
        uploads::create(db, &new).await.unwrap();
        uploads::complete(db, id).await.unwrap();
        format!("ingest:{id}")
    }

    async fn place_in_line(&self, key: &str) -> usize {
        line(&self.app).await.iter().position(|waiting| waiting.key == key).unwrap()
    }
}

#[actix_web::test]
async fn nobodys_single_waits_for_somebodys_box_set() {
    let house = House::open().await;
    let (label, single) = (house.artist("forty").await, house.artist("single").await);
    let mut box_set = Vec::new();
    for _ in 0..40 {
        box_set.push(house.drop_file(&label, 4).await);
    }
    let one = house.drop_file(&single, 4).await;
    assert!(house.place_in_line(&one).await <= 1, "{:?}", line(&house.app).await);
    for _ in 0..10 {
        work(&house.app).await;
    }
    let other = house.drop_file(&single, 4).await;
    assert!(house.place_in_line(&other).await <= 1, "{:?}", line(&house.app).await);
    let kept: Vec<String> =
        line(&house.app).await.into_iter().map(|waiting| waiting.key).filter(|key| box_set.contains(key)).collect();
    assert_eq!(kept, box_set[box_set.len() - kept.len()..], "one artist's files keep their order");
}

#[actix_web::test]
async fn whoever_comes_with_many_still_has_a_share() {
    let house = House::open().await;
    let (many, few) = (house.artist("many").await, house.artist("few").await);
    for _ in 0..20 {
        house.drop_file(&many, 4).await;
    }
    // Whoever is always there again with one file gets every second turn, not every turn.
    let mut turns = 0;
    for _ in 0..10 {
        let one = house.drop_file(&few, 4).await;
        while line(&house.app).await.iter().any(|waiting| waiting.key == one) {
            work(&house.app).await;
            turns += 1;
        }
    }
    assert!((15..=25).contains(&turns), "{turns} turns for ten files");
}

#[actix_web::test]
async fn a_long_set_goes_after_what_is_short_and_never_on_all_workers() {
    let house = House::open().await;
    let (dj, single) = (house.artist("dj").await, house.artist("single").await);
    let set = house.drop_file(&dj, 120).await;
    let second_set = house.drop_file(&dj, 120).await;
    let one = house.drop_file(&single, 3).await;
    let waiting = line(&house.app).await;
    assert_eq!(waiting[0].key, one, "{waiting:?}");
    let queues: Vec<_> = waiting.iter().map(|waiting| (waiting.key.clone(), waiting.queue.clone())).collect();
    let long = Some("long".to_owned());
    assert_eq!(queues, [(one, None), (set, long.clone()), (second_set, long)]);
}

#[actix_web::test]
async fn the_clock_is_wound_back_without_changing_the_order() {
    let house = House::open().await;
    let (a, b) = (house.artist("ann").await, house.artist("bob").await);
    for minutes in [5, 1, 9, 30] {
        house.drop_file(&a, minutes).await;
        house.drop_file(&b, minutes + 1).await;
    }
    for _ in 0..4 {
        work(&house.app).await;
    }
    let before = line(&house.app).await;
    model::jobs::share::wind_back(&mut *house.app.db().await).await.unwrap();
    let waiting = line(&house.app).await;
    assert!(waiting[0].priority < before[0].priority, "{waiting:?}");
    let keys = |line: Vec<Waiting>| line.into_iter().map(|waiting| waiting.key).collect::<Vec<_>>();
    assert_eq!(keys(waiting), keys(before));
}

#[actix_web::test]
async fn what_plays_already_waits_for_what_does_not_unless_fans_hear_it() {
    let house = House::open().await;
    let (ann, bob) = (house.artist("ann").await, house.artist("bob").await);
    let db = &mut house.app.db().await;
    let release = model::releases::find(db, ann.1).await.unwrap().unwrap();
    let track = catalogue::add_track(&house.app, &release, "a.wav", catalogue::File::Wav).await;
    let complete = CompleteEncoding { encoding_id: track.encoding_id.unwrap() };
    jobs::enqueue(db, &complete).await.unwrap();
    for _ in 0..20 {
        house.drop_file(&bob, 20).await;
    }
    let key = complete.key().unwrap();
    assert_eq!(house.place_in_line(&key).await, 20);
    catalogue::publish(&house.app, &release, house.account).await;
    jobs::enqueue(db, &complete).await.unwrap();
    assert_eq!(house.place_in_line(&key).await, 0);
}
