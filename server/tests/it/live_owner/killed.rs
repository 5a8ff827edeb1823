//! A worker that is killed while it records: what was kept can be played, what is lost is less than a segment, and another worker
//! goes on behind everything that was heard.

use std::time::Duration;

use live::link::{Answer, Rendition};
use model::show_segments::ShowSegment;
use tokio::time::Instant;

use super::desk::{Desk, Playing, RATE, Worker, judged, until};
use crate::support::TestApp;

/// Points in the ordinary run, and with TONEWOOD_LONG=1.
const POINTS: (usize, usize) = (3, 20);
/// Shows on air at a time.
const AT_ONCE: usize = 3;
/// When the last point may be: two segments and some parts.
const LATEST_MS: u64 = 10_000;
/// The most that may be heard and not be kept, in seconds.
const LOST: f64 = 4.0;

/// Points in time, always the same.
fn points(count: usize) -> Vec<Duration> {
    let mut seed = 0x70_4e_33_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % LATEST_MS
    };
    (0..count).map(|_| Duration::from_millis(next())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_that_is_killed_at_any_point_loses_four_seconds_at_most() {
    let first = Desk::new(TestApp::start().await, |_| ()).await;
    let heir = first.process().await;
    let mut worst = 0.0_f64;
    for points in points(if testkit::is_long() { POINTS.1 } else { POINTS.0 }).chunks(AT_ONCE) {
        let mut killed = Vec::new();
        for at in points {
            let desk = first.another().await;
            let victim = desk.process().await;
            killed.push(kill(desk, victim, *at, &heir));
        }
        for lost in futures::future::join_all(killed).await {
            worst = worst.max(lost);
        }
    }
    println!("at most {worst:.2} s were lost");
}

/// Kills the worker of a show some time after its first sound; how many seconds of what was heard are not kept.
async fn kill(desk: Desk, victim: Worker, at: Duration, heir: &Worker) -> f64 {
    let playing = desk.tone(&victim).await;
    let mut pulled = desk.pull(&victim, Rendition::Aac64).await;
    let mut heard = vec![pulled.part().await];
    heard.extend(pulled.parts_before(Instant::now() + at).await);
    victim.kill();
    drop(playing);
    let last = heard.last().unwrap().segment;
    let heard: u32 = heard.iter().map(|part| part.frames).sum();
    let kept = desk.kept().await;
    let lost = f64::from(heard) / RATE as f64 - seconds(&kept);
    assert!(lost <= LOST, "killed after {at:?}: {lost} s of {heard} samples are lost");
    playable(&desk, &kept).await;

    let _playing = until("the other worker to take the source", async || {
        let (answer, link) = desk.feed(heir, "audio/x-f32le;rate=48000;channels=2", false).await;
        (answer == Answer::Done).then(|| Playing::begin(link))
    })
    .await;
    let part = desk.pull(heir, Rendition::Aac64).await.part().await;
    assert!(part.breaks && part.segment > last, "{last} was heard of the one before: {part:?}");
    let whole = until("a segment of the other worker", async || {
        let kept = desk.kept().await;
        kept.iter().any(|segment| segment.run_number == 2).then_some(kept)
    })
    .await;
    assert_eq!(whole[..kept.len()], kept, "what was kept stays as it was");
    let first = whole.iter().find(|segment| segment.run_number == 2).unwrap();
    assert_eq!(u64::try_from(first.number).unwrap(), part.segment);
    playable(&desk, &whole).await;
    lost
}

fn seconds(kept: &[ShowSegment]) -> f64 {
    kept.iter().map(|segment| f64::from(segment.frames)).sum::<f64>() / RATE as f64
}

/// Lets ffmpeg play what is kept of a recording, which has to be all there.
async fn playable(desk: &Desk, kept: &[ShowSegment]) {
    if kept.is_empty() {
        return;
    }
    assert!(kept.iter().all(|segment| segment.recording_bytes.is_some()), "{kept:?}");
    let mut recording = desk.blob("recording/header.flac".into()).await;
    for segment in kept {
        recording.extend(desk.blob(format!("recording/{}.flac", segment.number)).await);
    }
    let (length, hertz) = judged("flac", recording).await;
    assert!((length - seconds(kept)).abs() < 0.01, "{length} s of {} s", seconds(kept));
    assert!((hertz - 997.0).abs() < 20.0, "{hertz} Hz");
}
