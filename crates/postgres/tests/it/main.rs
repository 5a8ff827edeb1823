//! The embedded database as a user meets it: started, found, killed, started again.
#![expect(clippy::unwrap_used, reason = "tests")]

mod killed;
mod refusals;
mod running;
mod shared;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A folder that the database's user can cross, also when the tests run as root.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A client of the database at `url`.
async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The processes that work in `data_dir`, postmaster first if its file is there.
fn processes(data_dir: &Path) -> Vec<u32> {
    let data_dir = data_dir.canonicalize().unwrap();
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let in_data = |path: PathBuf| std::fs::read_link(path.join("cwd")).is_ok_and(|cwd| cwd.starts_with(&data_dir));
    entries.filter(|entry| in_data(entry.path())).filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Waits for something to become true.
fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "waited 30 seconds for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
