use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::lock::Lock;
use crate::owner::Owner;
use crate::pidfile::{self, PidFile};
use crate::server::{self, Launcher};
use crate::{PostgresError, Socket, checks, cluster};

/// The name of the database.
pub const DATABASE: &str = "tonewood";

/// How often the server is looked at.
const WATCH: Duration = Duration::from_millis(250);
/// How long a command waits for a server that is just starting.
const STARTING_TIME_LIMIT: Duration = Duration::from_secs(15);

/// How a server runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// Never wait for the disk: a power cut destroys the data. For tests.
    pub fast: bool,
    /// Most connections at once.
    pub max_connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { fast: false, max_connections: 100 }
    }
}

/// A running PostgreSQL that ends with this value, and with this process at the latest.
#[derive(Debug)]
pub struct Embedded {
    socket: Socket,
    stop: Option<Sender<()>>,
    watcher: Option<JoinHandle<()>>,
    _lock: Lock,
}

impl Embedded {
    /// Starts the server on `data_dir`, which is made if need be, and waits until it takes connections: about a second
    /// the first time, a tenth of one later. Blocks.
    ///
    /// # Errors
    /// One sentence with the way out; see [`PostgresError`].
    pub fn start(data_dir: &Path) -> Result<Self, PostgresError> {
        Self::start_with(data_dir, Options::default())
    }

    /// As [`Embedded::start`], with options.
    ///
    /// # Errors
    /// The same.
    pub fn start_with(data_dir: &Path, options: Options) -> Result<Self, PostgresError> {
        let (launcher, lock) = prepare(data_dir, options)?;
        let socket = launcher.socket.clone();
        let (stop, orders) = channel();
        let (ready, started) = sync_channel(1);
        // The death signal follows the thread that starts the child, so that thread must live as long as the server.
        let watcher = std::thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || watch(&launcher, &ready, &orders))
            .map_err(|source| PostgresError::Spawn { program: "a thread".to_owned(), source })?;
        let embedded = Self { socket, stop: Some(stop), watcher: Some(watcher), _lock: lock };
        match started.recv() {
            Ok(Ok(())) => Ok(embedded),
            Ok(Err(error)) => Err(error),
            Err(gone) => Err(PostgresError::Unreachable(std::io::Error::other(gone))),
        }
    }

    /// Starts a server that outlives this process, and ends and removes its data once nobody has called this, or touched
    /// the file `used` in `data_dir`, for `idle_minutes`. For tests, which share one. Gives the one that runs if one runs.
    ///
    /// # Errors
    /// The same.
    pub fn share(data_dir: &Path, options: Options, idle_minutes: u32) -> Result<Socket, PostgresError> {
        let data_dir = cluster::make_data_dir(data_dir)?;
        let gate = data_dir.join("starting");
        let gate = std::fs::File::create(&gate).map_err(PostgresError::file(gate, "created"))?;
        gate.lock().map_err(PostgresError::file(&data_dir, "locked"))?;
        let marker = data_dir.join("used");
        std::fs::write(&marker, b"").map_err(PostgresError::file(&marker, "written"))?;
        if let Some(socket) = Self::find_running(&data_dir) {
            return Ok(socket);
        }
        let (launcher, _lock) = prepare(&data_dir, options)?;
        let log_start = launcher.log_length();
        let mut child = launcher.spawn_detached(&marker, idle_minutes)?;
        launcher.wait_until_ready(&mut child, log_start)?;
        Ok(launcher.socket)
    }

    /// The connection string of the database.
    pub fn url(&self) -> String {
        self.socket.url(DATABASE)
    }

    /// Where the server listens.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// The connection string of the server that another process runs on `data_dir`, if there is one. Waits up to 15 seconds
    /// for one that is just starting. Blocks.
    pub fn connect_running(data_dir: &Path) -> Option<String> {
        Self::find_running(data_dir).map(|socket| socket.url(DATABASE))
    }

    /// Stops the server and waits until it is gone. Open transactions are rolled back. Blocks.
    pub fn stop(mut self) {
        self.end();
    }

    fn find_running(data_dir: &Path) -> Option<Socket> {
        let deadline = Instant::now() + STARTING_TIME_LIMIT;
        let clusters: Vec<PathBuf> =
            std::fs::read_dir(cluster::clusters(data_dir)).ok()?.flatten().map(|entry| entry.path()).collect();
        while Instant::now() < deadline {
            let running =
                clusters.iter().find_map(|folder| PidFile::read(folder).filter(|file| file.is_alive(folder)))?;
            let socket = Socket { folder: running.socket_folder };
            if socket.is_ready().unwrap_or(false) {
                return Some(socket);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(watcher) = self.watcher.take()
            && watcher.join().is_err()
        {
            tracing::error!("the thread that watches PostgreSQL panicked");
        }
        // Empty now, and made again at the next start; one that is not empty is cleared then.
        let _ = std::fs::remove_dir(&self.socket.folder);
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.end();
    }
}

fn prepare(data_dir: &Path, options: Options) -> Result<(Launcher, Lock), PostgresError> {
    let data_dir = cluster::make_data_dir(data_dir)?;
    let lock = Lock::take(&data_dir)?;
    let binaries = Binaries::find(&cluster::clusters(&data_dir))?;
    let owner = Owner::choose(&cluster::clusters(&data_dir).join(binaries.major.to_string()))?;
    owner.must_enter(&data_dir)?;
    checks::disk(&data_dir)?;
    checks::memory()?;
    let cluster = cluster::ensure(&data_dir, &binaries, &owner, &options)?;
    pidfile::outlast(&cluster)?;
    let socket = Socket::prepare(&data_dir, &owner)?;
    let log = data_dir.join("postgres.log");
    Ok((Launcher { binaries, owner, cluster, socket, options, log }, lock))
}

/// Starts the server, says so, and keeps it running until told to stop.
fn watch(launcher: &Launcher, ready: &SyncSender<Result<(), PostgresError>>, orders: &Receiver<()>) {
    let mut child = match first_start(launcher) {
        Ok(child) => child,
        Err(error) => {
            // Whoever asked waits for exactly this answer.
            let _ = ready.send(Err(error));
            return;
        }
    };
    let _ = ready.send(Ok(()));
    let mut started = Instant::now();
    let mut pause = Duration::from_secs(1);
    loop {
        match orders.recv_timeout(WATCH) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return server::stop(&mut child),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let Ok(Some(status)) = child.try_wait() else { continue };
        if started.elapsed() > Duration::from_secs(60) {
            pause = Duration::from_secs(1);
        }
        tracing::error!(%status, log = %launcher.log.display(), "PostgreSQL ended unasked; starting it again in {pause:?}");
        if !matches!(orders.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
            return;
        }
        pause = (pause * 2).min(Duration::from_secs(30));
        started = Instant::now();
        match pidfile::outlast(&launcher.cluster).and_then(|()| launcher.spawn()) {
            Ok(again) => child = again,
            Err(error) => tracing::error!(%error, "PostgreSQL cannot be started again"),
        }
    }
}

fn first_start(launcher: &Launcher) -> Result<Child, PostgresError> {
    let log_start = launcher.log_length();
    let mut child = launcher.spawn()?;
    match launcher.wait_until_ready(&mut child, log_start) {
        Ok(()) => Ok(child),
        Err(error) => {
            server::stop(&mut child);
            Err(error)
        }
    }
}
