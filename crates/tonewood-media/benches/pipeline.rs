//! A track of four minutes to its ladder: our executable beside ffmpeg and beside the AAC encoder alone, in turns, so that
//! a busy moment hits all of them. The least of several runs counts. Ends with 1 if a target is missed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement stops where something is not as it must be"
)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use media::{LadderJob, Place, Rung};
use tonewood_media::encode::aac::Encoder;

const RATE: u32 = 44_100;
const SECONDS: u32 = 240;
const HOURS: u32 = 2;
const RUNS: usize = 3;
/// The clock of `/proc`, in ticks per second, on every Linux.
const TICKS: f64 = 100.0;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench { folder: folder.path() };
    let track = bench.wav("track.wav", SECONDS);
    let mut best = [Cost::MOST; 5];
    for run in 1..=RUNS {
        eprintln!("run {run} of {RUNS}");
        let costs = [bench.ffmpeg(&track), bench.aac(&track), bench.whole(&track), bench.first(&track), pure(&track)];
        for (best, cost) in best.iter_mut().zip(costs) {
            *best = best.least(cost);
        }
    }
    eprintln!("{HOURS} hours");
    let hours = bench.whole(&bench.wav("hours.wav", HOURS * 3600));
    report(&best, hours)
}

fn report([ffmpeg, aac, whole, first, pure]: &[Cost; 5], hours: Cost) -> ExitCode {
    println!("{SECONDS} s of 44.1 kHz stereo, least of {RUNS} runs        user CPU s   wall s   RSS MB");
    for (what, cost) in [
        ("ffmpeg, native aac, three rungs, HLS", ffmpeg),
        ("the encoder alone, three rungs", pure),
        ("AAC ladder: 64, 128, 320", aac),
        ("whole job: AAC, FLAC, loudness, fingerprint", whole),
        ("to the first sound: 64, 128, m4a, mp3, loudness", first),
        ("whole job of two hours", &hours),
    ] {
        let memory = if cost.memory > 0.0 { format!("{:.1}", cost.memory) } else { String::new() };
        println!("{what:<50} {:>10.2} {:>8.2} {memory:>8}", cost.cpu, cost.wall);
    }
    println!();
    let targets = [
        ("CPU of the AAC ladder beside ffmpeg's", aac.cpu / ffmpeg.cpu, 0.40),
        ("CPU of the AAC ladder beside the encoder's alone", aac.cpu / pure.cpu, 1.08),
        ("CPU of the whole job beside ffmpeg's", whole.cpu / ffmpeg.cpu, 0.60),
        ("wall time of the whole job beside ffmpeg's", whole.wall / ffmpeg.wall, 0.30),
        ("memory of the whole job, MB", whole.memory, 32.0),
        ("memory of the whole job of two hours, MB", hours.memory, 32.0),
    ];
    for (what, value, target) in targets {
        println!("{what:<50} {value:>10.2}  at most {target:.2}  {}", if value <= target { "met" } else { "MISSED" });
    }
    if targets.iter().all(|(_, value, target)| value <= target) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a run took.
#[derive(Clone, Copy)]
struct Cost {
    /// Seconds of processor time outside the kernel.
    cpu: f64,
    /// Seconds by the clock.
    wall: f64,
    /// Most megabytes (2^20 bytes) in memory at once.
    memory: f64,
}

impl Cost {
    const MOST: Self = Self { cpu: f64::MAX, wall: f64::MAX, memory: f64::MAX };

    fn least(self, other: Self) -> Self {
        Self { cpu: self.cpu.min(other.cpu), wall: self.wall.min(other.wall), memory: self.memory.min(other.memory) }
    }
}

struct Bench<'a> {
    folder: &'a Path,
}

impl Bench<'_> {
    /// A WAV of something like music: detuned saws in chords, a beat, noise.
    fn wav(&self, name: &str, seconds: u32) -> PathBuf {
        let path = self.folder.join(name);
        let bytes = seconds * RATE * 4;
        let mut out = BufWriter::new(File::create(&path).unwrap());
        out.write_all(b"RIFF").unwrap();
        out.write_all(&(bytes + 36).to_le_bytes()).unwrap();
        out.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x02\0").unwrap();
        out.write_all(&RATE.to_le_bytes()).unwrap();
        out.write_all(&(RATE * 4).to_le_bytes()).unwrap();
        out.write_all(b"\x04\0\x10\0data").unwrap();
        out.write_all(&bytes.to_le_bytes()).unwrap();
        let mut noise = 0x1234_5678_u32;
        for i in 0..seconds * RATE {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let hiss = f64::from(noise) / f64::from(u32::MAX) - 0.5;
            let t = f64::from(i) / f64::from(RATE);
            let beat = t % 0.5;
            let root = [110.0, 130.8, 98.0, 146.8][(t / 2.0) as usize % 4];
            let saw = |hz: f64| (t * hz).fract() - 0.5;
            let chord = |detuned: f64| [1.0, 1.5, 2.0, 2.52].iter().map(|part| saw(root * part * detuned)).sum::<f64>();
            let drum = hiss * (-beat * 18.0).exp() + (beat * 60.0 * (-beat * 9.0).exp()).sin() * (-beat * 7.0).exp();
            for detuned in [1.003, 0.998] {
                let value = 0.12 * chord(detuned) + 0.3 * drum + 0.01 * hiss;
                out.write_all(&((value * 32_767.0) as i16).to_le_bytes()).unwrap();
            }
        }
        out.flush().unwrap();
        path
    }

    fn ffmpeg(&self, track: &Path) -> Cost {
        let out = self.fresh();
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-nostdin", "-i"]).arg(track);
        command.args(["-map", "0:a", "-map", "0:a", "-map", "0:a", "-c:a", "aac"]);
        command.args(["-b:a:0", "64k", "-b:a:1", "128k", "-b:a:2", "320k", "-f", "hls", "-hls_time", "5"]);
        command.args(["-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-var_stream_map", "a:0 a:1 a:2"]);
        command.args(["-master_pl_name", "master.m3u8"]).arg(out.join("%v/index.m3u8"));
        cost(command, "")
    }

    fn aac(&self, track: &Path) -> Cost {
        self.ladder(track, &Rung::AAC, (false, false))
    }

    fn whole(&self, track: &Path) -> Cost {
        self.ladder(track, &Rung::ALL, (false, true))
    }

    fn first(&self, track: &Path) -> Cost {
        self.ladder(track, &[Rung::Aac64, Rung::Aac128], (true, true))
    }

    fn ladder(&self, track: &Path, rungs: &[Rung], (progressive, analyse): (bool, bool)) -> Cost {
        let (input, out_dir, rungs) = (track.to_owned(), self.fresh(), rungs.to_vec());
        let job = LadderJob { input, out_dir, rungs, progressive, analyse, place: Place::default() };
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonewood-media"));
        command.args(["ladder", "--memory-bytes", "536870912", "--cpu-seconds", "3600"]).env_clear();
        cost(command, &serde_json::to_string(&job).unwrap())
    }

    /// An empty folder for output.
    fn fresh(&self) -> PathBuf {
        let path = self.folder.join("out");
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        std::fs::create_dir(&path).unwrap();
        path
    }
}

/// Runs `command` with one line of input, which stays open.
fn cost(mut command: Command, line: &str) -> Cost {
    let (start, before) = (Instant::now(), processor_time().1);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{line}").unwrap();
    let mut memory = 0.0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        memory = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(memory);
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success(), "{command:?}");
    Cost { cpu: processor_time().1 - before, wall: start.elapsed().as_secs_f64(), memory: memory / 1024.0 }
}

/// The AAC encoder alone: all rungs of samples that lie in memory, in a thread each, as the ladder has them. Processors that
/// share a clock or a cache are slower together, which costs both alike.
fn pure(track: &Path) -> Cost {
    let bytes = std::fs::read(track).unwrap();
    let samples: Vec<i16> = bytes.as_chunks::<2>().0.iter().skip(22).map(|two| i16::from_le_bytes(*two)).collect();
    let (start, before) = (Instant::now(), processor_time().0);
    let samples = &samples;
    let encode = |rung: Rung| {
        let mut bytes = 0;
        let count = |unit: &[u8]| {
            bytes += unit.len();
            Ok(())
        };
        Encoder::new(2, RATE, rung.bitrate().unwrap()).unwrap().encode(samples, count).unwrap();
        bytes
    };
    std::thread::scope(|scope| {
        let rungs = Rung::AAC.map(|rung| scope.spawn(move || encode(rung)));
        assert!(rungs.into_iter().all(|rung| rung.join().unwrap() > 0));
    });
    Cost { cpu: processor_time().0 - before, wall: start.elapsed().as_secs_f64(), memory: 0.0 }
}

/// Seconds outside the kernel: of this process, and of its children that have ended.
fn processor_time() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name of the program may hold spaces; it ends with the last parenthesis.
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap().split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
    let field = |number: usize| fields[number - 3] / TICKS;
    (field(14), field(16))
}
