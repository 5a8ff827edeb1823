use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::binaries::Binaries;
use crate::owner::Owner;
use crate::{Options, PostgresError, wire};

const NEW: &str = ".new-";

/// Makes the data folder: closed to others, but for a root's, which the database's user must be able to cross.
pub(crate) fn make_data_dir(data_dir: &Path) -> Result<PathBuf, PostgresError> {
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    if let Some(parent) = data_dir.parent() {
        std::fs::create_dir_all(parent).map_err(PostgresError::file(parent, "created"))?;
    }
    make(data_dir, mode)?;
    data_dir.canonicalize().map_err(PostgresError::file(data_dir, "entered"))
}

/// The folder that holds one cluster for each version.
pub(crate) fn clusters(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// Gives the cluster of this version, made now if need be. An interrupted making leaves nothing that could be taken for a
/// cluster: it is made beside its place and moved there.
pub(crate) fn ensure(
    data_dir: &Path,
    binaries: &Binaries,
    owner: &Owner,
    options: &Options,
) -> Result<PathBuf, PostgresError> {
    let folder = clusters(data_dir);
    make(&folder, 0o700)?;
    owner.take(&folder)?;
    let cluster = folder.join(binaries.major.to_string());
    remove_unfinished(&folder)?;
    if !cluster.join("PG_VERSION").exists() {
        let new = folder.join(format!("{NEW}{}", std::process::id()));
        init(&new, binaries, owner, options)?;
        std::fs::rename(&new, &cluster).map_err(PostgresError::file(&cluster, "moved to its place"))?;
    }
    Ok(cluster)
}

fn init(folder: &Path, binaries: &Binaries, owner: &Owner, options: &Options) -> Result<(), PostgresError> {
    let program = binaries.program("initdb");
    let mut command = owner.command(&program);
    command
        .arg("--pgdata")
        .arg(folder)
        .args(["--username", wire::USER, "--encoding", "UTF8", "--locale", "C.UTF-8"])
        // Whoever can open the socket's folder may connect; there is no other way in.
        .args(["--auth-local", "trust", "--auth-host", "reject"]);
    if options.fast {
        command.arg("--no-sync");
    }
    tracing::info!(folder = %folder.display(), version = binaries.major, "making a new database");
    let said = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| PostgresError::Spawn { program: program.display().to_string(), source })?;
    if said.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&said.stderr);
    let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    let reason = words.lines().find(|line| line.contains("error:") || line.contains("FATAL:")).unwrap_or(last);
    Err(PostgresError::Init(reason.trim().to_owned()))
}

fn remove_unfinished(folder: &Path) -> Result<(), PostgresError> {
    let entries = std::fs::read_dir(folder).map_err(PostgresError::file(folder, "read"))?;
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(NEW)) {
        std::fs::remove_dir_all(entry.path()).map_err(PostgresError::file(entry.path(), "removed"))?;
    }
    Ok(())
}

fn make(folder: &Path, mode: u32) -> Result<(), PostgresError> {
    match std::fs::DirBuilder::new().mode(mode).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(PostgresError::file(folder, "created")(error))
        }
        _ => Ok(()),
    }
}
