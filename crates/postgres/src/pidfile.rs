use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::PostgresError;

/// How long a server whose parent died may take to write its last checkpoint before it is told again, and harder.
const PATIENCE: [(Duration, Option<Signal>); 3] = [
    (Duration::from_secs(5), Some(Signal::INT)),
    (Duration::from_secs(20), Some(Signal::QUIT)),
    (Duration::from_secs(10), None),
];
const POLL: Duration = Duration::from_millis(20);

/// What `postmaster.pid` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub pid: Pid,
    pub socket_folder: PathBuf,
}

impl PidFile {
    pub(crate) fn read(cluster: &Path) -> Option<Self> {
        parse(&std::fs::read_to_string(cluster.join("postmaster.pid")).ok()?)
    }

    pub(crate) fn is_alive(&self, cluster: &Path) -> bool {
        is_postgres_on(self.pid, cluster)
    }
}

fn parse(text: &str) -> Option<PidFile> {
    let mut lines = text.lines();
    let pid = Pid::from_raw(lines.next()?.trim().parse::<i32>().ok()?.checked_abs()?)?;
    let socket_folder = PathBuf::from(lines.nth(3)?.trim());
    Some(PidFile { pid, socket_folder })
}

/// Waits until no earlier server works on these data, and helps it to end.
///
/// The caller holds the data folder's lock, so whatever still runs there has lost its parent and is about to end.
pub(crate) fn outlast(cluster: &Path) -> Result<(), PostgresError> {
    for (patience, signal) in PATIENCE {
        let deadline = Instant::now() + patience;
        loop {
            let left = residents(cluster);
            let Some(first) = left.first() else { return forget_stranger(cluster) };
            if Instant::now() > deadline {
                if let Some(signal) = signal {
                    let postmaster = PidFile::read(cluster).map_or(*first, |file| file.pid);
                    // It may have ended just now.
                    let _ = kill_process(postmaster, signal);
                }
                break;
            }
            std::thread::sleep(POLL);
        }
    }
    match residents(cluster).first() {
        None => forget_stranger(cluster),
        Some(pid) => Err(PostgresError::StillRunning { folder: cluster.to_owned(), pid: pid.as_raw_pid() }),
    }
}

/// PostgreSQL believes a stale `postmaster.pid` if its number now belongs to some other program of the same user.
fn forget_stranger(cluster: &Path) -> Result<(), PostgresError> {
    match PidFile::read(cluster) {
        Some(file) if test_kill_process(file.pid).is_ok() => {
            let path = cluster.join("postmaster.pid");
            std::fs::remove_file(&path).map_err(PostgresError::file(path, "removed"))
        }
        _ => Ok(()),
    }
}

/// Every server process that works on these data: PostgreSQL's processes live in their data folder.
fn residents(cluster: &Path) -> Vec<Pid> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
        .filter(|pid| is_postgres_on(*pid, cluster))
        .collect()
}

fn is_postgres_on(pid: Pid, cluster: &Path) -> bool {
    let process = PathBuf::from(format!("/proc/{}", pid.as_raw_pid()));
    let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
    if name.trim() != "postgres" || is_zombie(&process) {
        return false;
    }
    match std::fs::read_link(process.join("cwd")) {
        Ok(folder) => cluster.canonicalize().is_ok_and(|cluster| cluster == folder),
        // A root without CAP_SYS_PTRACE may not look: the number in the file is all there is.
        Err(_) => PidFile::read(cluster).is_some_and(|file| file.pid == pid),
    }
}

fn is_zombie(process: &Path) -> bool {
    let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_process_and_socket() {
        let text = "4242\n/srv/data/postgres/15\n1700000000\n5432\n/srv/data/run\n\n 123 456\nready   \n";
        let file = parse(text).unwrap();
        assert_eq!((file.pid.as_raw_pid(), file.socket_folder), (4242, "/srv/data/run".into()));
        assert_eq!(parse(""), None);
        assert_eq!(parse("12\n"), None);
    }

    #[test]
    fn a_number_that_went_to_another_program_is_forgotten() {
        let cluster = tempfile::tempdir().unwrap();
        let path = cluster.path().join("postmaster.pid");
        std::fs::write(&path, format!("{}\n/x\n1\n5432\n/run\n", std::process::id())).unwrap();
        outlast(cluster.path()).unwrap();
        assert!(!path.exists());
    }
}
