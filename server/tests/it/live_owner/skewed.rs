//! A worker whose clock is wrong by more than a lease holds: who owns a show goes by the database's clock, so nothing is taken that
//! another owns, nothing is lost that it owns, and whoever comes after it goes on behind all that was heard.

use std::path::PathBuf;
use std::process::Command;

use chrono::Utc;
use live::link::{Answer, Rendition};
use tempfile::TempDir;

use super::desk::{Desk, Playing, until};
use crate::support::TestApp;

const PCM: &str = "audio/x-f32le;rate=48000;channels=2";
/// Five times as long as a lease holds, in seconds.
const OFF: i64 = 30;

/// A library that sets the clock on the wall of a process, and leaves alone the one that only counts.
struct WrongClock {
    folder: TempDir,
}

impl WrongClock {
    const SOURCE: &str = r"
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  int failed = (int)syscall(SYS_clock_gettime, clock, now);
  if (!failed && clock == CLOCK_REALTIME) now->tv_sec += OFF;
  return failed;
}
";

    /// One that is `seconds` ahead.
    fn build(seconds: i64) -> Self {
        let clock = Self { folder: tempfile::tempdir().unwrap() };
        let source = clock.folder.path().join("clock.c");
        std::fs::write(&source, Self::SOURCE).unwrap();
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", &format!("-DOFF=({seconds})"), "-o"])
            .args([&clock.library(), &source])
            .output()
            .expect("cc cannot be started: run bin/setup --tests");
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        clock
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("clock.so")
    }
}

#[tokio::test]
async fn a_worker_whose_clock_is_ahead_takes_nothing_and_its_heir_goes_on_behind_it() {
    Box::pin(owns_what_it_owns(OFF)).await;
}

#[tokio::test]
async fn a_worker_whose_clock_is_behind_loses_nothing_and_its_heir_goes_on_behind_it() {
    Box::pin(owns_what_it_owns(-OFF)).await;
}

async fn owns_what_it_owns(off: i64) {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let right = desk.worker(Desk::timing()).await;
    let clock = WrongClock::build(off);
    let wrong = desk.process_with(|command| command.env("LD_PRELOAD", clock.library())).await;

    let other = desk.another().await;
    assert_eq!(other.feed(&right, PCM, false).await.0, Answer::Done);
    let (answer, _) = other.feed(&wrong, PCM, false).await;
    assert_eq!(answer, Answer::Elsewhere { address: right.address.clone() }, "what another owns it does not take");

    let playing = desk.tone(&wrong).await;
    let begun = Utc::now().timestamp_millis();
    // Longer than a lease holds.
    let mut pulled = desk.pull(&wrong, Rendition::Aac64).await;
    let heard = pulled.parts_until(|part| part.segment == 2 && part.part == 3).await;
    let shown = (heard[0].begins_at_ms - begun) / 1000;
    assert!((shown - off).abs() < 10, "its clock is off by {off} s: {shown} s");
    let (answer, _) = desk.feed(&right, PCM, false).await;
    assert_eq!(answer, Answer::Elsewhere { address: wrong.address.clone() }, "what it owns is not taken from it");
    let heard = heard.last().unwrap().segment;
    wrong.kill();
    drop(playing);

    let _playing = until("the lease to expire", async || {
        let (answer, link) = desk.feed(&right, PCM, false).await;
        (answer == Answer::Done).then(|| Playing::begin(link))
    })
    .await;
    let part = desk.pull(&right, Rendition::Aac64).await.part().await;
    assert!(part.breaks && part.segment > heard, "{heard} was heard of the one before: {part:?}");
}
