//! A database that does not answer for longer than a lease holds.

use std::time::{Duration, Instant};

use live::link::{self, Answer, Rendition};
use model::show_runs;
use tokio::io::BufReader;

use super::desk::{Desk, RATE, until};
use crate::support::TestApp;

/// What is heard while the database is away, in milliseconds: more than a lease holds.
const AWAY_MS: i64 = 8_000;

#[tokio::test]
async fn who_plays_alone_goes_on_and_everything_is_kept() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let line = desk.app.line();
    let worker = desk.worker_at(line.url(), Desk::timing()).await;
    let _playing = desk.tone(&worker).await;
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    let first = pulled.part().await;
    until("the show to have begun", async || desk.row().await.started_at).await;

    line.set_away(true);
    let heard = pulled.parts_until(|part| part.begins_at_ms > first.begins_at_ms + AWAY_MS).await;
    let told = desk.status(&worker, |status| !status.problems.is_empty()).await;
    assert!(told.problems.iter().any(|told| told.contains("The database does not answer")), "{told:?}");
    line.set_away(false);

    let last = heard.last().unwrap().segment;
    let kept = until("what was heard meanwhile to be kept", async || {
        let kept = desk.kept().await;
        kept.iter().any(|segment| segment.number >= i64::try_from(last).unwrap()).then_some(kept)
    })
    .await;
    let numbers: Vec<i64> = kept.iter().map(|segment| segment.number).collect();
    assert_eq!(numbers, (0..i64::try_from(kept.len()).unwrap()).collect::<Vec<_>>());
    assert!(kept.iter().all(|segment| segment.run_number == 1 && segment.recording_bytes.is_some()), "{kept:?}");
    let runs = show_runs::of_show(&mut *desk.app.db().await, desk.show).await.unwrap();
    assert_eq!(runs.len(), 1, "the source was never let go: {runs:?}");
    desk.status(&worker, |status| status.problems.is_empty()).await;
}

#[tokio::test]
async fn where_another_could_take_over_the_source_comes_again_and_what_was_heard_is_kept() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let line = desk.app.line();
    let _other = desk.worker(Desk::timing()).await;
    let worker = desk.worker_at(line.url(), Desk::timing()).await;
    let (answer, source) = desk.feed(&worker, "audio/x-f32le;rate=48000;channels=2", false).await;
    assert_eq!(answer, Answer::Done);
    let (reading, mut writing) = tokio::io::split(source);
    let silence = tokio::spawn(async move { tokio::io::copy(&mut tokio::io::repeat(0), &mut writing).await });
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    until("a segment", async || desk.kept().await.pop()).await;
    line.set_away(true);
    let since = Instant::now();
    let said: Option<Answer> = link::read_line(&mut BufReader::new(reading)).await.unwrap();
    assert_eq!(said, None, "without a word it comes again");
    assert!(since.elapsed() > Duration::from_secs(4), "it waited for the database: {:?}", since.elapsed());
    line.set_away(false);
    silence.abort();

    let heard: u32 = pulled.rest().await.iter().map(|part| part.frames).sum();
    let kept = desk.kept().await;
    let seconds = kept.iter().map(|segment| f64::from(segment.frames)).sum::<f64>() / RATE as f64;
    assert!(f64::from(heard) / RATE as f64 - seconds <= 4.0, "{heard} samples were heard, {seconds} s are kept");
}
