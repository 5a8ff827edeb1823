//! A worker in a process of its own that is told to stop, as a new version or `systemctl stop` does: it gives its shows away first.

use std::time::{Duration, Instant};

use chrono::DateTime;
use live::link::Rendition;
use model::{live_workers, show_leases, show_runs};

use super::desk::{Desk, RATE, judged};
use crate::support::TestApp;

/// How long it may take to go.
const GONE_WITHIN: Duration = Duration::from_secs(9);

#[tokio::test]
async fn a_process_that_is_told_to_stop_keeps_what_was_heard_and_gives_its_show_away() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let heir = desk.worker(Desk::timing()).await;
    let mut leaving = desk.process().await;
    let _playing = desk.tone(&leaving).await;
    let mut pulled = desk.pull(&leaving, Rendition::Aac64).await;
    // A third of the second segment: nobody keeps that by itself yet.
    let heard = pulled.parts_until(|part| part.segment == 1 && part.part == 3).await;
    let told = Instant::now();
    let status = leaving.told_to_stop().await;
    let took = told.elapsed();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(took < GONE_WITHIN, "it took {took:?}");

    let db = &mut *desk.app.db().await;
    let lease = show_leases::expires_at(db, desk.show).await.unwrap();
    assert_eq!(lease, Some(DateTime::UNIX_EPOCH), "the lease was given up: it did not expire");
    let alive = live_workers::now_alive(db).await.unwrap();
    assert!(alive.iter().all(|worker| worker.address != leaving.address), "it said goodbye: {alive:?}");
    let runs = show_runs::of_show(db, desk.show).await.unwrap();
    assert!(runs.len() == 1 && runs[0].ended_at.is_some(), "{runs:?}");

    let kept = desk.kept().await;
    assert!((0..).zip(&kept).all(|(number, segment)| segment.number == number), "{kept:?}");
    assert!(kept.iter().all(|segment| segment.recording_bytes.is_some()), "{kept:?}");
    let heard: i64 = heard.iter().map(|part| i64::from(part.frames)).sum();
    let frames: i64 = kept.iter().map(|segment| i64::from(segment.frames)).sum();
    assert!(frames >= heard, "{heard} samples were heard, {frames} are kept");
    let mut recording = desk.blob("recording/header.flac".into()).await;
    for segment in &kept {
        recording.extend(desk.blob(format!("recording/{}.flac", segment.number)).await);
    }
    let (seconds, hertz) = judged("flac", recording).await;
    assert!((seconds - frames as f64 / RATE as f64).abs() < 0.01, "{seconds} s of {frames} samples");
    assert!((hertz - 997.0).abs() < 20.0, "{hertz} Hz");

    // At the first asking.
    let _again = desk.tone(&heir).await;
    let part = desk.pull(&heir, Rendition::Aac64).await.part().await;
    assert_eq!((usize::try_from(part.segment).unwrap(), part.breaks), (kept.len(), true));
}
