//! Who listened, in numbers.

use chrono::{Duration, Utc};
use model::ids::ShowId;
use model::rotations::{self, Rotation, RotationHours, RotationMode};
use model::show_marks::{MarkOrigin, NewShowMark};
use model::show_sessions::{self, Delivery, NewShowSession};
use model::{show_marks, shows};

use super::show;
use crate::support::{Db, artist};

fn listen(show: ShowId, country: &str, pass: Option<Vec<u8>>) -> NewShowSession {
    let (delivery, client) = (Delivery::Hls, "Firefox".to_owned());
    NewShowSession { show, delivery, client, country: country.to_owned(), pass, at_once: 2 }
}

#[tokio::test]
async fn a_report_counts_listens_and_the_most_at_one_time() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await.id;
    let empty = show_sessions::report(c, night).await.unwrap();
    assert_eq!((empty.now, empty.peak, empty.listens, empty.curve.len()), (0, 0, 0, 0));
    let began = Utc::now() - Duration::minutes(30);
    let at = |minutes: i64| began + Duration::minutes(minutes);
    shows::start(c, night, began).await.unwrap();
    // One goes as the next comes: never more than two at a time.
    let first = show_sessions::open(c, &listen(night, "DE", None), at(0)).await.unwrap().unwrap();
    let second = show_sessions::open(c, &listen(night, "DE", None), at(5)).await.unwrap().unwrap();
    show_sessions::close(c, first, at(10)).await.unwrap();
    let third = show_sessions::open(c, &listen(night, "de", None), at(10)).await.unwrap().unwrap();
    show_sessions::heard_all(c, &[second, third], at(20)).await.unwrap();
    assert_eq!(show_sessions::running(c, night).await.unwrap(), 2);
    let report = show_sessions::report(c, night).await.unwrap();
    assert_eq!((report.now, report.peak, report.listens), (2, 2, 3));
    assert_eq!(report.average_seconds, (10 + 15 + 10) * 60 / 3);
    assert_eq!(report.by_country, [("DE".to_owned(), 2), (String::new(), 1)]);
    assert_eq!(report.by_client, [("Firefox".to_owned(), 3)]);
    assert!(report.curve.iter().all(|(_, listeners)| (1..=3).contains(listeners)), "{:?}", report.curve);
    assert_eq!(show_sessions::close_silent(c, at(25)).await.unwrap(), 2);
    assert_eq!(show_sessions::report(c, night).await.unwrap().average_seconds, (10 + 15 + 10) * 60 / 3);
}

#[tokio::test]
async fn with_one_pass_as_many_listen_as_may() {
    let db = Db::new().await;
    let night = {
        let c = &mut db.connection().await;
        let (ode, _) = artist(c, "ode").await;
        show(c, &ode, |_| {}).await.id
    };
    let now = Utc::now();
    let come = async |pass: u8| {
        let c = &mut db.connection().await;
        show_sessions::open(c, &listen(night, "", Some(vec![pass; 32])), now).await.unwrap()
    };
    let came = super::futures_of((0..10).map(|_| come(1))).await;
    let inside: Vec<_> = came.into_iter().flatten().collect();
    assert_eq!(inside.len(), 2);
    assert!(come(2).await.is_some(), "another pass");
    let c = &mut db.connection().await;
    show_sessions::close(c, inside[0], now).await.unwrap();
    assert!(come(1).await.is_some(), "somebody left");
}

#[tokio::test]
async fn marks_and_hours_are_kept_as_they_were_set() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await.id;
    let mark = |at_ms, title: &str| NewShowMark {
        at_ms,
        title: title.to_owned(),
        artist_name: String::new(),
        origin: MarkOrigin::Artist,
        track: None,
    };
    let second = show_marks::add(c, night, &mark(9000, "Flow")).await.unwrap();
    let first = show_marks::add(c, night, &mark(100, "Ebb\n")).await.unwrap();
    show_marks::move_to(c, second.id, 50).await.unwrap();
    show_marks::rename(c, second.id, "Tide", "The Ode").await.unwrap();
    let marks = show_marks::of_show(c, night).await.unwrap();
    assert_eq!((marks[0].title.as_str(), marks[0].at_ms, marks[1].title.as_str()), ("Tide", 50, "Ebb"));
    show_marks::remove(c, first.id).await.unwrap();
    show_marks::replace_all(c, night, &[mark(1, "One"), mark(2, "Two")]).await.unwrap();
    assert_eq!(show_marks::of_show(c, night).await.unwrap().len(), 2);

    let mut rotation = Rotation {
        show_id: night,
        mode: RotationMode::Shuffle,
        crossfade_ms: 3000,
        idents_every: 4,
        time_zone: "Europe/Berlin".to_owned(),
        enabled: true,
    };
    let hours = [RotationHours { weekday: 6, from_minute: 1320, until_minute: 1560 }];
    rotations::set(c, &rotation, &[], &hours).await.unwrap();
    rotation.mode = RotationMode::Order;
    rotations::set(c, &rotation, &[], &hours).await.unwrap();
    assert_eq!(rotations::find(c, night).await.unwrap(), Some(rotation));
    assert_eq!(rotations::hours(c, night).await.unwrap(), hours);
    rotations::remove(c, night).await.unwrap();
    assert_eq!(rotations::hours(c, night).await.unwrap(), []);
}
