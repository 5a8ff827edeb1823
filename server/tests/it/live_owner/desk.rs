//! A show, the workers that take it, and sources for it.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use live::link::{self, Answer, Ask, Frame, Rendition, SourceFacts, Status};
use model::accounts::Account;
use model::artists::Artist;
use model::ids::{ArtistId, ShowId};
use model::live_workers::{self, LiveWorker};
use model::show_segments;
use model::shows::{self, Show, ShowInput};
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use worker::live::timing::Timing;

use crate::support::TestApp;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Samples of one channel in a second.
pub const RATE: usize = 48_000;

/// Waits until there is something.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An instance with one show.
pub struct Desk {
    pub app: Arc<TestApp>,
    pub show: ShowId,
    /// Whose show it is.
    pub artist: Artist,
    pub account: Account,
    token: String,
}

/// A worker in a runtime or a process of its own, so that it can be killed.
pub struct Worker {
    pub address: String,
    life: Option<Life>,
    stop: CancellationToken,
}

enum Life {
    Runtime(Runtime),
    Process(Child),
}

impl Desk {
    /// A show of the kind `change` makes it.
    pub async fn new(app: TestApp, change: impl FnOnce(&mut ShowInput)) -> Self {
        let (artist, account, _) = app.artist("harbour").await;
        let token = worker::live::link::token(&app.context).await.unwrap();
        let show = planned(&app, artist.id, change).await;
        Self { app: Arc::new(app), show, artist, account, token }
    }

    /// Another show on the same instance.
    pub async fn another(&self) -> Self {
        let show = planned(&self.app, self.artist.id, |_| ()).await;
        let (artist, account) = (self.artist.clone(), self.account.clone());
        Self { app: self.app.clone(), show, artist, account, token: self.token.clone() }
    }

    /// The waits of these tests.
    pub fn timing() -> Timing {
        Timing {
            beat: Duration::from_millis(500),
            grace: Duration::from_secs(20),
            stall: Duration::from_secs(10),
            end_after: Duration::from_secs(60),
        }
    }

    /// Starts a worker.
    pub async fn worker(&self, timing: Timing) -> Worker {
        self.worker_at(&self.app.database_url(), timing).await
    }

    /// Starts a worker that reaches the database at this address.
    pub async fn worker_at(&self, database: &str, timing: Timing) -> Worker {
        let known = self.alive().await;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let stop = CancellationToken::new();
        let pool = model::database::pool(database, 6).unwrap();
        let context = worker::Context { pool, ..self.app.context.clone() };
        runtime.spawn(worker::live::run(context, timing, stop.clone()));
        Worker { address: self.newcomer(&known).await, life: Some(Life::Runtime(runtime)), stop }
    }

    /// Starts `tonewood work`.
    pub async fn process(&self) -> Worker {
        self.process_with(|command| command).await
    }

    /// Starts `tonewood work` with more than the usual.
    pub async fn process_with(&self, change: impl FnOnce(&mut Command) -> &mut Command) -> Worker {
        let known = self.alive().await;
        let child = change(&mut Command::new(env!("CARGO_BIN_EXE_tonewood")))
            .arg("work")
            .arg("--data")
            .arg(self.app.data.path())
            .env("DATABASE_URL", self.app.database_url())
            .env("TONEWOOD_MEDIA_EXECUTABLE", crate::support::media_executable())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let life = Some(Life::Process(child));
        Worker { address: self.newcomer(&known).await, life, stop: CancellationToken::new() }
    }

    async fn alive(&self) -> Vec<LiveWorker> {
        live_workers::alive(&mut *self.app.db().await, Utc::now()).await.unwrap()
    }

    /// The address of a worker that was not known.
    async fn newcomer(&self, known: &[LiveWorker]) -> String {
        let come = async || {
            let mut alive = self.alive().await.into_iter();
            alive.find(|worker| known.iter().all(|known| known.id != worker.id))
        };
        until("a worker that is heard", come).await.address
    }

    /// Asks a worker something.
    pub async fn ask(&self, worker: &Worker, ask: Ask) -> (Answer, BufReader<TcpStream>) {
        link::ask(&worker.address, &self.token, self.show.0, ask).await.unwrap()
    }

    /// Connects a source, whose bytes follow.
    pub async fn feed(&self, worker: &Worker, content_type: &str, takes_over: bool) -> (Answer, BufReader<TcpStream>) {
        let (kind, client) = ("icecast".to_owned(), "test".to_owned());
        let (content_type, line) = (content_type.to_owned(), String::new());
        self.ask(worker, Ask::Feed(SourceFacts { kind, client, content_type, takes_over, line })).await
    }

    /// A tone of 997 Hz that plays until this is dropped.
    pub async fn tone(&self, worker: &Worker) -> Playing {
        let (answer, link) = self.feed(worker, "audio/x-f32le;rate=48000;channels=2", false).await;
        assert_eq!(answer, Answer::Done);
        Playing::begin(link)
    }

    /// Follows a rendition.
    pub async fn pull(&self, worker: &Worker, rendition: Rendition) -> Pulled {
        let rendition = rendition.name().to_owned();
        let link = until("something to pull", async || {
            let (answer, link) = self.ask(worker, Ask::Pull { rendition: rendition.clone(), after: None }).await;
            (answer == Answer::Done).then_some(link)
        })
        .await;
        Pulled { link }
    }

    /// How the show stands, when `wanted` says so.
    pub async fn status(&self, worker: &Worker, wanted: impl Fn(&Status) -> bool) -> Status {
        let (answer, mut link) = self.ask(worker, Ask::Watch).await;
        assert_eq!(answer, Answer::Done);
        let begun = Instant::now();
        loop {
            let status: Status = link::read_line(&mut link).await.unwrap().unwrap();
            if wanted(&status) {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it never stood so: {status:?}");
        }
    }

    /// The show as it stands in the database.
    pub async fn row(&self) -> Show {
        shows::find(&mut *self.app.db().await, self.show).await.unwrap().unwrap()
    }

    /// What is kept of the show.
    pub async fn kept(&self) -> Vec<show_segments::ShowSegment> {
        show_segments::from(&mut *self.app.db().await, self.show, 0, 1000).await.unwrap()
    }

    /// Reads a blob of the show.
    pub async fn blob(&self, path: String) -> Vec<u8> {
        let key = storage::Key::Live { show: self.show.0, path };
        self.app.context.storage.read_bytes(&key).await.unwrap().to_vec()
    }
}

impl Worker {
    /// With kill -9, or as that does: nothing is said to anybody.
    pub fn kill(self) {
        drop(self);
    }

    /// Asks it to stop.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Tells a process to stop, as the system does, and waits for its end.
    pub async fn told_to_stop(&mut self) -> ExitStatus {
        let Some(Life::Process(child)) = &mut self.life else { panic!("this worker has no process of its own") };
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        until("the process to end", async || child.try_wait().unwrap()).await
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        match self.life.take() {
            Some(Life::Runtime(runtime)) => runtime.shutdown_background(),
            Some(Life::Process(mut child)) => {
                let _ = child.kill();
                let _ = child.wait();
            }
            None => {}
        }
    }
}

/// A source that plays.
pub struct Playing {
    task: tokio::task::JoinHandle<()>,
}

impl Playing {
    /// Plays at the pace of the worker.
    pub fn begin(mut link: BufReader<TcpStream>) -> Self {
        let task = tokio::spawn(async move {
            let mut at = 0_u32;
            loop {
                let sample =
                    |at: u32| (f64::from(at % 48_000) / 48_000.0 * 997.0 * std::f64::consts::TAU).sin() as f32 / 2.0;
                let bytes: Vec<u8> =
                    (at..at + 4800).flat_map(|at| [sample(at); 2]).flat_map(f32::to_le_bytes).collect();
                at += 4800;
                if link.write_all(&bytes).await.is_err() {
                    return;
                }
            }
        });
        Self { task }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A part as these tests look at it.
#[derive(Debug, Clone)]
pub struct Part {
    pub segment: u64,
    pub part: u32,
    pub frames: u32,
    pub begins_at_ms: i64,
    pub breaks: bool,
    pub ends: bool,
}

impl Part {
    fn of(frame: &Frame) -> Option<Self> {
        let Frame::Part { segment, part, frames, begins_at_ms, breaks, ends, .. } = *frame else { return None };
        Some(Self { segment, part, frames, begins_at_ms, breaks, ends })
    }
}

/// A rendition that is followed.
pub struct Pulled {
    link: BufReader<TcpStream>,
}

impl Pulled {
    /// The next frame; `None` when the link ended.
    pub async fn frame(&mut self) -> Option<Frame> {
        tokio::time::timeout(PATIENCE, link::read_frame(&mut self.link)).await.expect("nothing more comes").unwrap()
    }

    /// The next part, whatever comes before it.
    pub async fn part(&mut self) -> Part {
        loop {
            let frame = self.frame().await.expect("the link ended");
            assert_ne!(frame, Frame::End, "the show is over");
            if let Some(part) = Part::of(&frame) {
                return part;
            }
        }
    }

    /// Parts until a moment.
    pub async fn parts_before(&mut self, end: tokio::time::Instant) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Ok(part) = tokio::time::timeout_at(end, self.part()).await {
            parts.push(part);
        }
        parts
    }

    /// Parts until the link ends.
    pub async fn rest(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Some(frame) = self.frame().await {
            parts.extend(Part::of(&frame));
        }
        parts
    }

    /// Parts up to the first that will do.
    pub async fn parts_until(&mut self, will_do: impl Fn(&Part) -> bool) -> Vec<Part> {
        let mut parts = Vec::new();
        loop {
            parts.push(self.part().await);
            if will_do(parts.last().unwrap()) {
                return parts;
            }
        }
    }
}

/// A show that has not begun.
async fn planned(app: &TestApp, artist: ArtistId, change: impl FnOnce(&mut ShowInput)) -> ShowId {
    let mut input = ShowInput { title: "Low Water".to_owned(), records: true, replays: true, ..ShowInput::default() };
    change(&mut input);
    let fields = input.check(model::money::currency("EUR").unwrap(), None).unwrap();
    shows::create(&mut *app.db().await, artist, &fields, Utc::now()).await.unwrap().id
}

/// Lets ffmpeg decode something to one channel at 48 kHz, and gives its length in seconds and its tone in hertz.
pub async fn judged(format: &str, bytes: Vec<u8>) -> (f64, f64) {
    let mut ffmpeg = tokio::process::Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-f", format, "-i", "-", "-ac", "1", "-ar", "48000", "-f", "s16le", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = ffmpeg.stdin.take().unwrap();
    let writing = tokio::spawn(async move { stdin.write_all(&bytes).await });
    let output = ffmpeg.wait_with_output().await.unwrap();
    assert!(output.status.success(), "ffmpeg does not decode it");
    writing.await.unwrap().unwrap();
    let samples: Vec<i16> = output.stdout.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
    let rises = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
    let seconds = samples.len() as f64 / RATE as f64;
    (seconds, rises as f64 / seconds)
}

/// The encoders of this test, the oldest first.
pub fn encoders() -> Vec<u32> {
    let own = std::process::id().to_string();
    let mut found: Vec<u32> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.parse().ok())
        .filter(|pid: &u32| {
            let read = |name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let stat = read("stat");
            let parent = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1));
            parent == Some(own.as_str()) && read("cmdline").contains("live-encode")
        })
        .collect();
    found.sort_unstable();
    found
}

/// Kills a process.
pub fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}
