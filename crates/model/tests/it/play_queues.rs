//! Play queues: one an account, versions that only grow, and savers who are told when they are late.

use model::accounts::Account;
use model::ids::TrackId;
use model::play_queues::{self, Saved};

use crate::support::{Db, account};

fn saved(device: &str, tracks: &[TrackId], position_ms: i64) -> Saved {
    Saved {
        track_ids: tracks.to_vec(),
        current: Some(0),
        position_ms,
        playing: true,
        device_id: device.to_owned(),
        device_name: format!("The {device}"),
    }
}

#[tokio::test]
async fn whoever_saves_last_has_the_queue() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let Account { id, .. } = account(c, "fan").await;
    let tracks = [TrackId::new(), TrackId::new()];
    assert_eq!(play_queues::get(c, id).await.unwrap(), None);
    assert_eq!(play_queues::save(c, id, &saved("phone", &tracks, 1000)).await.unwrap(), 1);
    assert_eq!(play_queues::save(c, id, &saved("desk", &tracks, 4000)).await.unwrap(), 2);
    let queue = play_queues::get(c, id).await.unwrap().unwrap();
    assert_eq!((queue.version, queue.device_name.as_str(), queue.position_ms), (2, "The desk", 4000));
    assert_eq!(queue.current_track(), Some(tracks[0]));
    assert_eq!(queue.track_ids, tracks);
    let empty = Saved { device_id: "desk".to_owned(), ..Saved::default() };
    assert_eq!(play_queues::save(c, id, &empty).await.unwrap(), 3);
    let queue = play_queues::get(c, id).await.unwrap().unwrap();
    assert_eq!((queue.current, queue.playing, queue.track_ids.len()), (None, false, 0));
}

#[tokio::test]
async fn a_late_saver_changes_nothing() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let fan = account(c, "fan").await.id;
    let other = account(c, "other").await.id;
    let tracks = [TrackId::new()];
    assert_eq!(play_queues::save_after(c, fan, 7, &saved("phone", &tracks, 0)).await.unwrap(), None, "there is none");
    assert_eq!(play_queues::save_after(c, fan, 0, &saved("phone", &tracks, 0)).await.unwrap(), Some(1));
    assert_eq!(play_queues::save_after(c, fan, 0, &saved("desk", &tracks, 0)).await.unwrap(), None, "there is one");
    assert_eq!(play_queues::save_after(c, fan, 1, &saved("desk", &tracks, 9000)).await.unwrap(), Some(2));
    assert_eq!(play_queues::save_after(c, fan, 1, &saved("phone", &tracks, 10)).await.unwrap(), None, "it is late");
    let queue = play_queues::get(c, fan).await.unwrap().unwrap();
    assert_eq!((queue.version, queue.device_id.as_str(), queue.position_ms), (2, "desk", 9000));
    assert_eq!(play_queues::get(c, other).await.unwrap(), None, "nobody else's is touched");
}

#[tokio::test]
async fn of_many_who_save_at_once_one_wins_each_version() {
    let db = Db::new().await;
    let fan = account(&mut *db.connection().await, "fan").await.id;
    let tracks = [TrackId::new()];
    let attempt = |device: String| {
        let db = &db;
        async move {
            let c = &mut db.connection().await;
            play_queues::save_after(c, fan, 0, &saved(&device, &tracks, 0)).await.unwrap().is_some()
        }
    };
    let won = futures::future::join_all((0..4).map(|n| attempt(format!("device {n}")))).await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}
