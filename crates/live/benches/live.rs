//! What a listener costs: a thousand on our mount and a thousand on Icecast, in turns, fed by sources of the same bytes at the
//! same pace; then five thousand on ours alone. Servers and listeners are processes of their own, all on this machine. Ends with 1
//! if a target is missed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement stops where something is not as it must be"
)]

#[path = "live/listeners.rs"]
mod listeners;
#[path = "live/mount.rs"]
mod mount;
#[path = "live/servers.rs"]
mod servers;
#[path = "live/source.rs"]
mod source;

use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use listeners::{Crowd, Report};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use servers::Server;

/// Name of the mount, and the password of its source.
const MOUNT: &str = "set";
const KEY: &str = "bench";
const LISTENERS: usize = 1_000;
const MANY: usize = 5_000;
/// Files that a process with so many connections has open at most.
const FILES: u64 = MANY as u64 + 500;
const RUNS: usize = 2;
/// How long listeners hear before and while they are counted.
const SETTLE: Duration = Duration::from_secs(2);
const HEAR: Duration = Duration::from_secs(20);
/// So long a source has sent before anybody listens: both servers have a whole burst for who joins.
const AHEAD: Duration = Duration::from_secs(6);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["mount"] => {
            mount::serve();
            Ok(true)
        }
        ["listeners", address, count] => {
            listeners::hear(address.parse().unwrap(), count.parse().unwrap());
            Ok(true)
        }
        _ => measure(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all targets are met, or a sentence that says what is missing here.
fn measure() -> Result<bool, String> {
    open_files()?;
    let folder = tempfile::tempdir().unwrap();
    let (icecast, ours) = (Server::icecast(folder.path())?, Server::ours());
    source::feed(icecast.address);
    source::feed(ours.address);
    sleep(AHEAD);
    let (mut theirs, mut thousand) = (Cost::MOST, Cost::MOST);
    for run in 1..=RUNS {
        eprintln!("run {run} of {RUNS}");
        theirs = theirs.with(hear(&icecast, LISTENERS));
        thousand = thousand.with(hear(&ours, LISTENERS));
    }
    drop(icecast);
    eprintln!("{MANY} listeners");
    let many = hear(&ours, MANY);
    Ok(report(&theirs, &thousand, &many))
}

/// Makes room for all connections, here and in the processes that are started.
fn open_files() -> Result<(), String> {
    let maximum = getrlimit(Resource::Nofile).maximum;
    if maximum.is_some_and(|maximum| maximum < FILES) {
        return Err(format!("{FILES} open files are needed: raise the limit with ulimit -Hn {FILES}"));
    }
    setrlimit(Resource::Nofile, Rlimit { current: Some(FILES), maximum }).map_err(|error| error.to_string())
}

/// So many listeners on a server, and what they cost.
fn hear(server: &Server, count: usize) -> Cost {
    let mut crowd = Crowd::gather(server.address, count);
    sleep(SETTLE);
    crowd.mark();
    let (began, before) = (Instant::now(), server.processor_time());
    sleep(HEAR);
    let (spent, seconds) = (server.processor_time() - before, began.elapsed().as_secs_f64());
    let report = crowd.report();
    // Who has left is noticed with the next bytes, which must not be in the next count.
    sleep(SETTLE);
    Cost { processor: spent * 1e6 / seconds / count as f64, memory: server.memory(), report }
}

/// What listeners cost and what they got.
#[derive(Clone)]
struct Cost {
    /// Microseconds of processor time for a listener's second.
    processor: f64,
    /// Most megabytes (2^20 bytes) in memory so far.
    memory: f64,
    report: Report,
}

impl Cost {
    const MOST: Self = Self { processor: f64::MAX, memory: 0.0, report: Report::MOST };

    /// Of two runs: the lesser times, everything lost in either, the most memory.
    fn with(self, other: Self) -> Self {
        Self {
            processor: self.processor.min(other.processor),
            memory: self.memory.max(other.memory),
            report: self.report.with(&other.report),
        }
    }
}

fn report(theirs: &Cost, thousand: &Cost, many: &Cost) -> bool {
    let seconds = HEAR.as_secs();
    println!(
        "128 kbit/s, {seconds} s, {} joining at a time    CPU us  RSS MB  first ms: p50      p99  all in s  lost  least kbit/s",
        listeners::AT_ONCE
    );
    for (what, cost) in [
        (format!("Icecast, {LISTENERS} listeners"), theirs),
        (format!("ours, {LISTENERS} listeners"), thousand),
        (format!("ours, {MANY} listeners"), many),
    ] {
        let Report { first_median, first_p99, all_in, lost, least } = cost.report;
        println!(
            "{what:<38} {:>9.1} {:>7.1} {first_median:>14.1} {first_p99:>8.1} {all_in:>9.2} {lost:>5} {least:>13.1}",
            cost.processor, cost.memory
        );
    }
    println!();
    let figures = [
        ("processor time of a listener beside Icecast's", thousand.processor / theirs.processor, 0.5),
        ("ms to the first sound, p99", thousand.report.first_p99, 50.0),
        ("MB in memory with 1,000 listeners", thousand.memory, 60.0),
        ("listeners lost of 1,000", thousand.report.lost as f64, 0.0),
        ("listeners lost of 5,000", many.report.lost as f64, 0.0),
    ];
    for (what, value, target) in figures {
        println!("{what:<50} {value:>10.2}  at most {target:.2}  {}", if value <= target { "met" } else { "MISSED" });
    }
    figures.iter().all(|(_, value, target)| value <= target)
}
