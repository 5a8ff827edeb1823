//! The client when the executable misbehaves.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use media::{Limits, Media, MediaError};

use crate::support::Bench;

/// A client of a shell script.
fn script(bench: &Bench, text: &str, wall: Duration) -> (Media, PathBuf) {
    let path = bench.file("script", format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n").as_bytes());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    (Media::new(path, Limits { wall, ..Limits::default() }), bench.path("any"))
}

async fn outcome(text: &str, wall: Duration) -> MediaError {
    let bench = Bench::new();
    let (media, path) = script(&bench, text, wall);
    media.probe(&path, &path).await.unwrap_err()
}

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_crash_is_told_with_its_last_words() {
    let error = outcome("read job; echo fatal >&2; kill -SEGV $$", LONG).await;
    assert!(matches!(&error, MediaError::Died { stderr_tail, .. } if stderr_tail == "fatal"), "{error:?}");
    assert_eq!(error.refusal().unwrap().code, "decoder_died");
}

#[tokio::test]
async fn what_takes_too_long_is_killed() {
    let bench = Bench::new();
    let pid = bench.path("pid");
    let (media, path) = script(&bench, &format!("echo $$ > {}; exec sleep 600", pid.display()), Duration::from_secs(1));
    let start = Instant::now();
    let error = media.probe(&path, &path).await.unwrap_err();
    assert!(matches!(error, MediaError::TimedOut(_)), "{error:?}");
    assert!(start.elapsed() < LONG);
    assert_eq!(error.refusal().unwrap().code, "took_too_long");
    let pid = std::fs::read_to_string(pid).unwrap();
    assert!(!std::path::Path::new(&format!("/proc/{}", pid.trim())).exists());
}

#[tokio::test]
async fn strange_answers_are_errors_of_the_house() {
    for text in [
        "read job; echo '{\"what\":1}'; exec sleep 600",
        "read job; echo '{\"done\":{}}'; exec sleep 600",
        "read job; exec yes",
    ] {
        let error = outcome(text, LONG).await;
        assert!(matches!(error, MediaError::Protocol(_)), "{error:?}");
        assert_eq!(error.refusal(), None);
    }
    let error = outcome("exit 2", LONG).await;
    assert!(matches!(error, MediaError::Died { .. }), "{error:?}");
    assert_eq!(error.refusal(), None);
    let error = Media::new(PathBuf::from("/nowhere"), Limits::default()).probe(&PathBuf::new(), &PathBuf::new()).await;
    assert!(matches!(error, Err(MediaError::Spawn(_))), "{error:?}");
}

#[tokio::test]
async fn a_missing_upload_is_an_error_of_the_house() {
    let bench = Bench::new();
    let error = bench.probe(&bench.path("none")).await.unwrap_err();
    assert!(matches!(error, MediaError::Failed(_)), "{error:?}");
    assert_eq!(error.refusal(), None);
}

#[tokio::test]
async fn limits_on_memory_and_time_hold() {
    let bench = Bench::new();
    let wav = bench.wav("long.wav", 44_100 * 240, 44_100);
    let executable = PathBuf::from(env!("CARGO_BIN_EXE_tonewood-media"));
    let little = Media::new(executable.clone(), Limits { memory_bytes: 110 << 20, ..Limits::default() });
    // A table of contents of 95 MB, which is believed, and no room for it.
    let mut large = b"\0\0\0\x10ftypM4A \0\0\0\0".to_vec();
    large.extend((95_u32 << 20).to_be_bytes());
    large.extend(b"moov");
    let large = bench.file("large.m4a", &large);
    std::fs::File::options().write(true).open(&large).unwrap().set_len(100 << 20).unwrap();
    let error = little.probe(&large, &bench.path("cover")).await.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert!(refusal.code == "out_of_memory" && refusal.message.contains("Export it again"), "{refusal:?}");
    let job = media::LadderJob {
        input: wav,
        out_dir: bench.path("ladder"),
        rungs: media::Rung::AAC.to_vec(),
        progressive: true,
        analyse: true,
        place: media::Place::default(),
    };
    let hasty = Media::new(executable, Limits { cpu_seconds: 1, ..Limits::default() });
    let error = hasty.ladder(&job, |_| ()).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().code, "took_too_long", "{error:?}");
}

#[test]
fn the_executable_ends_when_nobody_listens() {
    let bench = Bench::new();
    // A pipe that nobody writes to keeps the job from being read on.
    let pipe = bench.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tonewood-media"))
        .args(["probe", "--memory-bytes", "536870912", "--cpu-seconds", "60"])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let job = format!("{{\"input\":\"{}\",\"cover_out\":\"/dev/null\"}}\n", pipe.display());
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), job.as_bytes()).unwrap();
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(3));
}
