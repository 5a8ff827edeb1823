use std::path::PathBuf;

/// Why there is no database. Each message is one sentence with the way out.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// No PostgreSQL is installed.
    #[error("PostgreSQL is not installed: run `apt-get install postgresql`, or set DATABASE_URL to a server elsewhere")]
    NotInstalled,
    /// The data were written by a version that is not installed any more.
    #[error(
        "the data in {} were written by PostgreSQL {major}, which is not installed: run `apt-get install postgresql-{major}`",
        .folder.display()
    )]
    VersionGone {
        /// The data of that version.
        folder: PathBuf,
        /// The version.
        major: u32,
    },
    /// This process is root and there is nobody else to run PostgreSQL as.
    #[error(
        "PostgreSQL refuses to run as root and there is no user postgres or nobody: make one, or run tonewood as another user"
    )]
    NoUser,
    /// A folder above the data cannot be entered by the user that PostgreSQL runs as.
    #[error(
        "the user {user}, as whom PostgreSQL runs, cannot enter {}: give `--data /var/lib/tonewood`, or run `chmod o+x {}`",
        .folder.display(), .folder.display()
    )]
    CannotEnter {
        /// The uppermost folder that is closed.
        folder: PathBuf,
        /// Name of the user.
        user: String,
    },
    /// Another process runs on the same data folder.
    #[error("{} is already in use by process {process}: stop it first, or give another folder with --data", .folder.display())]
    AlreadyRunning {
        /// The data folder.
        folder: PathBuf,
        /// Its process id and what it is.
        process: String,
    },
    /// A server that an earlier process left does not end.
    #[error("an earlier PostgreSQL (process {pid}) still runs on {} and does not stop: stop it with `kill {pid}`", .folder.display())]
    StillRunning {
        /// The data.
        folder: PathBuf,
        /// The server's process id.
        pid: i32,
    },
    /// Too little room on the disk.
    #[error("{} has only {free_mib} MiB left where {needed_mib} are needed: free some space, or give another folder with --data", .folder.display())]
    DiskFull {
        /// The data folder.
        folder: PathBuf,
        /// What is free, in MiB.
        free_mib: u64,
        /// What is needed, in MiB.
        needed_mib: u64,
    },
    /// Too little memory.
    #[error(
        "only {free_mib} MiB of memory are free where PostgreSQL needs {needed_mib}: close something, or add memory"
    )]
    Memory {
        /// What is free, in MiB.
        free_mib: u64,
        /// What is needed, in MiB.
        needed_mib: u64,
    },
    /// A file or folder cannot be made, read or changed.
    #[error("{} cannot be {action}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What was tried: "created", "read" …
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program cannot be started.
    #[error("{program} cannot be started: {source}")]
    Spawn {
        /// Which.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A new database cluster could not be made.
    #[error("initdb failed: {0}")]
    Init(String),
    /// The server ended instead of starting.
    #[error("PostgreSQL did not start: {reason} (all of it: {})", .log.display())]
    DidNotStart {
        /// The last thing it said.
        reason: String,
        /// Its log.
        log: PathBuf,
    },
    /// The server is there but refused a statement or a connection.
    #[error("PostgreSQL refused: {0}")]
    Refused(String),
    /// The server cannot be reached.
    #[error("PostgreSQL cannot be reached: {0}")]
    Unreachable(std::io::Error),
}

impl PostgresError {
    pub(crate) fn file(path: impl Into<PathBuf>, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, action, source }
    }
}
