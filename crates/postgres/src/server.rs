use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::binaries::Binaries;
use crate::owner::Owner;
use crate::{Options, PostgresError, Socket};

/// A log larger than this is put aside at the next start.
const LARGEST_LOG: u64 = 16 << 20;
/// A server that has to catch up after a crash may take long, but answers that it does.
const START_TIME_LIMIT: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(5);

/// Runs the program given as `$@` unless the process `$0` is gone already: a parent that dies before the death signal is
/// set would never be missed.
const UNLESS_ORPHANED: &str = r#"[ "$PPID" = "$0" ] && exec "$@""#;

/// Runs the program given as `$@` until the file `$0` has not been touched for as many minutes as `$1` says, then removes
/// the cluster `$2`. The file is looked at every 2 seconds. What whoever started it had open is closed first: it outlives
/// them, and would keep their locks.
const WHILE_USED: &str = r#"
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
marker=$0 minutes=$1 cluster=$2
shift 2
shift
"$@" &
server=$!
while kill -0 "$server" 2>/dev/null; do
  sleep 2
  [ -n "$(find "$marker" -mmin "-$minutes" 2>/dev/null)" ] || kill -INT "$server" 2>/dev/null
done
wait "$server"
rm -rf "$cluster"
"#;

/// Everything it takes to start a server, again and again if need be.
#[derive(Debug, Clone)]
pub(crate) struct Launcher {
    pub binaries: Binaries,
    pub owner: Owner,
    pub cluster: PathBuf,
    pub socket: Socket,
    pub options: Options,
    pub log: PathBuf,
}

impl Launcher {
    /// Starts the server as a child that gets SIGINT when the calling thread ends.
    pub(crate) fn spawn(&self) -> Result<Child, PostgresError> {
        let mut command = self.owner.command("setpriv");
        let own = std::process::id().to_string();
        command.args(["--pdeathsig", "INT", "--", "/bin/sh", "-c", UNLESS_ORPHANED, &own]);
        self.finish(command)
    }

    /// Starts the server so that it outlives this process and ends when `marker` has not been touched for `minutes`.
    pub(crate) fn spawn_detached(&self, marker: &Path, minutes: u32) -> Result<Child, PostgresError> {
        let mut command = self.owner.command("/bin/sh");
        command.args(["-c", WHILE_USED]).arg(marker).arg(minutes.to_string()).arg(&self.cluster).arg("--");
        self.finish(command)
    }

    /// Waits until the server takes connections. `log_start` is the [`Launcher::log_length`] from before it was started.
    pub(crate) fn wait_until_ready(&self, child: &mut Child, log_start: u64) -> Result<(), PostgresError> {
        let deadline = Instant::now() + START_TIME_LIMIT;
        while !self.socket.is_ready()? {
            let ended = child.try_wait().map_err(PostgresError::Unreachable)?;
            if ended.is_some() || Instant::now() > deadline {
                return Err(self.did_not_start(log_start));
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    /// How long the log is, so that what is written from now on can be told from what is old.
    pub(crate) fn log_length(&self) -> u64 {
        self.log.metadata().map_or(0, |meta| meta.len())
    }

    fn finish(&self, mut command: Command) -> Result<Child, PostgresError> {
        let log = self.open_log()?;
        let errors = log.try_clone().map_err(PostgresError::file(&self.log, "opened"))?;
        command.arg(self.binaries.program("postgres")).arg("-D").arg(&self.cluster);
        for setting in self.settings() {
            command.arg("-c").arg(setting);
        }
        command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn().map_err(|source| PostgresError::Spawn {
            program: command.get_program().to_string_lossy().into_owned(),
            source,
        })
    }

    fn settings(&self) -> Vec<String> {
        let folder = self.socket.folder.display().to_string().replace('"', "\"\"");
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories=\"{folder}\""),
            "unix_socket_permissions=0700".to_owned(),
            format!("max_connections={}", self.options.max_connections),
            "shared_buffers=128MB".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            "jit=off".to_owned(),
            "logging_collector=off".to_owned(),
            "log_checkpoints=off".to_owned(),
        ];
        if self.options.fast {
            let careless =
                ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_wal_size=4GB"];
            settings.extend(careless.map(str::to_owned));
        }
        settings
    }

    fn open_log(&self) -> Result<File, PostgresError> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let failed = |action| PostgresError::file(&self.log, action);
        if self.log.metadata().is_ok_and(|meta| meta.len() > LARGEST_LOG) {
            std::fs::rename(&self.log, self.log.with_extension("log.old")).map_err(failed("put aside"))?;
        }
        File::options().append(true).create(true).mode(0o600).open(&self.log).map_err(failed("opened"))
    }

    /// The reason in the last lines of the log.
    fn did_not_start(&self, from: u64) -> PostgresError {
        let mut words = String::new();
        if let Ok(mut file) = File::open(&self.log) {
            // A log that cannot be read gives no reason, which is said below.
            let _ = file.seek(SeekFrom::Start(from)).and_then(|_| file.read_to_string(&mut words));
        }
        let grave = |line: &&str| ["FATAL:", "PANIC:", "setpriv:"].iter().any(|word| line.contains(word));
        let reason = words.lines().rfind(grave).or(words.lines().last()).unwrap_or("it gave no reason");
        PostgresError::DidNotStart { reason: reason.trim().to_owned(), log: self.log.clone() }
    }
}

/// Asks a server to end, and makes sure that it does. Open transactions are rolled back.
pub(crate) fn stop(child: &mut Child) {
    let steps = [(Signal::INT, 30), (Signal::QUIT, 10), (Signal::KILL, 10)];
    for (signal, seconds) in steps {
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended just now.
            let _ = kill_process(pid, signal);
        }
        if ended_within(child, Duration::from_secs(seconds)).is_some() {
            return;
        }
        tracing::warn!(?signal, seconds, "PostgreSQL does not stop");
    }
}

fn ended_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(POLL);
    }
    None
}
