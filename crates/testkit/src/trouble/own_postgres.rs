//! A PostgreSQL that only one test uses, so that it may be restarted and crashed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postgres::{Embedded, Options};
use rustix::process::{Pid, Signal, kill_process};

/// The server, which ends with this value. Everything about it blocks.
#[derive(Debug)]
pub struct OwnPostgres {
    running: Option<Embedded>,
    folder: tempfile::TempDir,
}

impl OwnPostgres {
    /// Starts one.
    ///
    /// # Errors
    /// When PostgreSQL cannot be started.
    pub fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("own-postgres-").tempdir()?;
        // PostgreSQL's user must be able to enter it.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
        let running = Some(launch(folder.path())?);
        Ok(Self { running, folder })
    }

    /// The connection string of its database, the same after every start.
    #[must_use]
    pub fn url(&self) -> String {
        self.running.as_ref().map(Embedded::url).unwrap_or_default()
    }

    /// Stops it as an admin does, and starts it again.
    ///
    /// # Errors
    /// When it cannot be started again.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        drop(self.running.take());
        self.running = Some(launch(self.folder.path())?);
        Ok(())
    }

    /// Ends it at once, whatever it is in the middle of. Whoever watches over it starts it again.
    ///
    /// # Errors
    /// When it does not run.
    pub fn crash(&self) -> anyhow::Result<()> {
        let file = find(self.folder.path(), "postmaster.pid").context("PostgreSQL does not run")?;
        let text = std::fs::read_to_string(file)?;
        let pid: i32 = text.lines().next().unwrap_or_default().trim().parse()?;
        let pid = Pid::from_raw(pid).context("a number of a process")?;
        // What PostgreSQL calls an immediate shutdown: as after a power cut, it recovers from its log.
        Ok(kill_process(pid, Signal::QUIT)?)
    }
}

fn launch(folder: &Path) -> anyhow::Result<Embedded> {
    // Not the fast one of other tests: that forgets what it has acknowledged when it crashes.
    Ok(Embedded::start_with(folder, Options { fast: false, max_connections: 40 })?)
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            find(&path, name)
        } else {
            (entry.file_name() == name).then_some(path)
        }
    })
}
