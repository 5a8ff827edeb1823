//! Listeners: a process that joins a mount many times, reads what comes and tells how it was.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::MOUNT;
use crate::source::BYTES_PER_SECOND;

/// How many wait for their first sound at once.
pub const AT_ONCE: usize = 32;
/// After so long without a byte a player has fallen silent.
const SILENCE: Duration = Duration::from_secs(2);
/// Who has heard less of what there was has lost some of it.
const ENOUGH: f64 = 0.9;
/// Longest time for all to join.
const JOINING: Duration = Duration::from_secs(120);

/// How it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// Milliseconds from the connection's beginning to the first byte of sound.
    pub first_median: f64,
    pub first_p99: f64,
    /// Seconds until all had it.
    pub all_in: f64,
    /// Listeners who never heard anything, were let go, or heard nothing for too long or too little.
    pub lost: usize,
    /// Thousands of bits per second that the listener with the least of them got.
    pub least: f64,
}

impl Report {
    pub const MOST: Self =
        Self { first_median: f64::MAX, first_p99: f64::MAX, all_in: f64::MAX, lost: 0, least: f64::MAX };

    /// Of two runs: the lesser times, everything lost in either.
    pub fn with(&self, other: &Self) -> Self {
        Self {
            first_median: self.first_median.min(other.first_median),
            first_p99: self.first_p99.min(other.first_p99),
            all_in: self.all_in.min(other.all_in),
            lost: self.lost + other.lost,
            least: self.least.min(other.least),
        }
    }
}

/// Such a process, as its parent sees it.
pub struct Crowd {
    child: Child,
    orders: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Crowd {
    /// Starts it and waits until all have joined.
    pub fn gather(address: SocketAddr, count: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["listeners", &address.to_string(), &count.to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (orders, said) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut crowd = Self { child, orders, said };
        assert_eq!(crowd.line(), "joined");
        crowd
    }

    /// Counts from now on.
    pub fn mark(&mut self) {
        self.orders.write_all(b"mark\n").unwrap();
        assert_eq!(self.line(), "marked");
    }

    /// Counts no more.
    pub fn report(mut self) -> Report {
        self.orders.write_all(b"report\n").unwrap();
        let report = serde_json::from_str(&self.line()).unwrap();
        drop(self.orders);
        self.child.wait().unwrap();
        report
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

/// What a listener has heard.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// Until the first byte of sound.
    first: Option<Duration>,
    bytes: u64,
    last: Option<Instant>,
    /// Longest time between bytes.
    silence: Duration,
    ended: bool,
}

impl Heard {
    fn sound(&mut self, bytes: usize, began: Instant) {
        let now = Instant::now();
        if let Some(last) = self.last.replace(now) {
            self.silence = self.silence.max(now - last);
        }
        self.first.get_or_insert(now - began);
        self.bytes += bytes as u64;
    }

    fn is_lost(&self, now: Instant) -> bool {
        let silence = self.last.map_or(Duration::MAX, |last| now - last).max(self.silence);
        self.ended || silence > SILENCE
    }
}

/// The process: joins, says so, then does as its parent says.
pub fn hear(address: SocketAddr, count: usize) {
    // One thread is enough, and leaves the rest of the machine to the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (turns, began) = (Arc::new(Semaphore::new(AT_ONCE)), Instant::now());
        let mut all: Vec<Arc<Mutex<Heard>>> = Vec::with_capacity(count);
        let joining = timeout(JOINING, async {
            for _ in 0..count {
                let turn = Arc::clone(&turns).acquire_owned().await.unwrap();
                let heard = Arc::<Mutex<Heard>>::default();
                all.push(Arc::clone(&heard));
                tokio::spawn(async move {
                    _ = listen(address, &heard, turn).await;
                    heard.lock().unwrap().ended = true;
                });
            }
            turns.acquire_many(AT_ONCE as u32).await.unwrap().forget();
        });
        _ = joining.await;
        let all_in = began.elapsed().as_secs_f64();
        all.resize_with(count, Arc::default);
        println!("joined");
        let mut orders = tokio::io::BufReader::new(tokio::io::stdin()).lines();
        let (mut marked, mut before) = (Instant::now(), Vec::new());
        while let Some(order) = orders.next_line().await.unwrap() {
            let heard: Vec<Heard> = all.iter().map(|one| one.lock().unwrap().clone()).collect();
            if order == "mark" {
                (marked, before) = (Instant::now(), heard);
                println!("marked");
            } else {
                println!("{}", serde_json::to_string(&report(&heard, &before, marked, all_in)).unwrap());
            }
        }
    });
}

/// Joins, and reads for ever; gives its turn back with the first sound.
async fn listen(address: SocketAddr, heard: &Mutex<Heard>, turn: OwnedSemaphorePermit) -> io::Result<()> {
    let (began, mut turn, mut head) = (Instant::now(), Some(turn), Some(Vec::new()));
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /{MOUNT} HTTP/1.0\r\nUser-Agent: bench\r\n\r\n").as_bytes()).await?;
    loop {
        stream.readable().await?;
        let bytes = take(&stream, &mut head)?;
        if bytes > 0 {
            heard.lock().unwrap().sound(bytes, began);
            drop(turn.take());
        }
    }
}

/// Reads what is there, and gives how much of it is sound.
fn take(stream: &TcpStream, head: &mut Option<Vec<u8>>) -> io::Result<usize> {
    let mut buffer = [0; 16 << 10];
    match stream.try_read(&mut buffer) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(count) => sound(buffer.get(..count).unwrap(), head),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        Err(error) => Err(error),
    }
}

/// How many bytes of these are behind the head of the answer.
fn sound(bytes: &[u8], head: &mut Option<Vec<u8>>) -> io::Result<usize> {
    let Some(begun) = head else { return Ok(bytes.len()) };
    begun.extend_from_slice(bytes);
    let Some(end) = begun.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(0) };
    if !begun.starts_with(b"HTTP/1.0 200 ") {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    let rest = begun.len() - end - 4;
    *head = None;
    Ok(rest)
}

fn report(heard: &[Heard], before: &[Heard], marked: Instant, all_in: f64) -> Report {
    let now = Instant::now();
    let seconds = (now - marked).as_secs_f64();
    let whole = f64::from(BYTES_PER_SECOND) * seconds;
    let mut first: Vec<f64> = heard.iter().filter_map(|one| one.first).map(|time| time.as_secs_f64() * 1e3).collect();
    first.sort_by(f64::total_cmp);
    let (mut lost, mut least) = (0, f64::MAX);
    for (now_heard, then) in heard.iter().zip(before) {
        let bytes = (now_heard.bytes - then.bytes) as f64;
        least = least.min(bytes * 8.0 / 1e3 / seconds);
        lost += usize::from(now_heard.is_lost(now) || bytes < whole * ENOUGH);
    }
    let at = |percent: usize| first.get(first.len() * percent / 100).copied().unwrap_or(f64::INFINITY);
    Report { first_median: at(50), first_p99: at(99), all_in, lost, least }
}
