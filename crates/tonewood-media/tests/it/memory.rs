//! How much memory a ladder takes, whatever the length.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use media::{LadderJob, Place, Rung};

use crate::support::{Bench, samples, wav};

/// Most bytes that the executable has in memory while it makes everything it can of a file.
fn peak(bench: &Bench, input: &Path) -> u64 {
    let job = LadderJob {
        input: input.to_owned(),
        out_dir: bench.path("ladder"),
        rungs: Rung::ALL.to_vec(),
        progressive: true,
        analyse: true,
        place: Place { start: 1234, previous: Some(input.to_owned()), next: Some(input.to_owned()), rate: None },
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_tonewood-media"))
        .args(["ladder", "--memory-bytes", "536870912", "--cpu-seconds", "3600"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{}", serde_json::to_string(&job).unwrap()).unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(child.wait().unwrap().success());
    peak << 10
}

const MOST: u64 = 32 << 20;

#[test]
fn a_ladder_takes_little_memory() {
    let bench = Bench::new();
    let (short, long) = (bench.wav("short.wav", 44_100 * 20, 44_100), bench.wav("long.wav", 44_100 * 90, 44_100));
    let (short, long) = (peak(&bench, &short), peak(&bench, &long));
    println!("20 s: {:.1} MB, 90 s: {:.1} MB", short as f64 / 1e6, long as f64 / 1e6);
    assert!(long < MOST, "{long}");
    assert!(long < short + (4 << 20), "{short} grew to {long}");
}

#[test]
fn the_highest_rate_takes_not_much_more() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 192_000 * 30, 192_000);
    let master = bench.ffmpeg(&source, &["-c:a", "pcm_s24le", "-af", "volume=0.7"], "master.wav");
    let peak = peak(&bench, &master);
    println!("{:.1} MB", peak as f64 / 1e6);
    assert!(peak < 2 * MOST, "{peak}");
}

/// Two hours take minutes, so they are in the long set.
#[expect(clippy::disallowed_methods, reason = "bin/test says so in the environment whether it is a long run")]
#[test]
fn two_hours_take_no_more_memory() {
    if std::env::var_os("TONEWOOD_LONG").is_none() {
        return;
    }
    let bench = Bench::new();
    let path = bench.path("hours.wav");
    let ten_seconds = samples(441_000, 2, 44_100);
    let mut header = wav(&[], 2, 44_100);
    let bytes = 720 * ten_seconds.len() as u32 * 2;
    header[4..8].copy_from_slice(&(bytes + 36).to_le_bytes());
    header[40..44].copy_from_slice(&bytes.to_le_bytes());
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&header).unwrap();
    let part: Vec<u8> = ten_seconds.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    for _ in 0..720 {
        file.write_all(&part).unwrap();
    }
    let peak = peak(&bench, &path);
    println!("{:.1} MB", peak as f64 / 1e6);
    assert!(peak < MOST, "{peak}");
}
