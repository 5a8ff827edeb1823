use std::fmt::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use crate::owner::Owner;
use crate::{DATABASE, PostgresError, wire};

/// The kernel's limit for the path of a Unix socket, without the closing zero.
const LONGEST_PATH: usize = 107;
const FILE: &str = ".s.PGSQL.5432";

/// The folder in which a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket {
    pub(crate) folder: PathBuf,
}

impl Socket {
    /// Makes the folder: `data_dir/run`, or a private folder with a short path when that is too long.
    pub(crate) fn prepare(data_dir: &Path, owner: &Owner) -> Result<Self, PostgresError> {
        let near = Self { folder: data_dir.join("run") };
        let socket = if near.file().as_os_str().len() <= LONGEST_PATH { near } else { far(data_dir) };
        let folder = &socket.folder;
        match std::fs::DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => owner.take(folder)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => socket.must_be_ours(owner)?,
            Err(error) => return Err(PostgresError::file(folder, "created")(error)),
        }
        socket.clear()?;
        Ok(socket)
    }

    /// Removes what a killed server left: PostgreSQL believes its lock file if the number in it is taken again. The caller
    /// holds the data folder's lock and knows that no server runs.
    fn clear(&self) -> Result<(), PostgresError> {
        for file in [self.file(), self.folder.join(format!("{FILE}.lock"))] {
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(PostgresError::file(file, "removed")(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The connection string of a database on this server.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user={}", encoded(&self.folder), wire::USER)
    }

    /// Runs one statement, for what needs no transaction and gives no rows (`CREATE DATABASE` …).
    ///
    /// # Errors
    /// What the server said, or that it is not there.
    pub fn execute(&self, database: &str, sql: &str) -> Result<(), PostgresError> {
        wire::Connection::open(&self.file(), database)?.execute(sql)
    }

    /// Whether the server takes connections; makes the database `tonewood` when it is not there yet.
    pub(crate) fn is_ready(&self) -> Result<bool, PostgresError> {
        match wire::Connection::open(&self.file(), DATABASE) {
            Ok(_) => Ok(true),
            Err(wire::Error::Refused { code, .. }) if code == wire::NO_SUCH_DATABASE => {
                self.execute("postgres", &format!("CREATE DATABASE {DATABASE}"))?;
                Ok(true)
            }
            Err(wire::Error::Refused { code, .. }) if code == wire::STARTING => Ok(false),
            Err(wire::Error::Io(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The socket itself.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// A folder under /tmp could have been made by anybody.
    fn must_be_ours(&self, owner: &Owner) -> Result<(), PostgresError> {
        let meta = self.folder.symlink_metadata().map_err(PostgresError::file(&self.folder, "read"))?;
        let own = match owner {
            Owner::Same => rustix::process::geteuid().as_raw(),
            Owner::Other { uid, .. } => *uid,
        };
        let is_private = meta.is_dir() && meta.mode() & 0o077 == 0;
        match meta.uid() {
            uid if uid == own && is_private => Ok(()),
            0 if is_private => owner.take(&self.folder),
            _ => {
                let source = std::io::Error::other("it belongs to somebody else or is open to others: remove it");
                Err(PostgresError::file(&self.folder, "used")(source))
            }
        }
    }
}

fn far(data_dir: &Path) -> Socket {
    let base = if rustix::process::geteuid().is_root() && Path::new("/run").is_dir() { "/run" } else { "/tmp" };
    let uid = rustix::process::geteuid().as_raw();
    Socket {
        folder: Path::new(base).join(format!("tonewood-{uid}-{:016x}", fnv1a(data_dir.as_os_str().as_encoded_bytes()))),
    }
}

/// The same name for the same folder in every version of the program.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn encoded(path: &Path) -> String {
    path.as_os_str().as_encoded_bytes().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            write!(text, "{}", char::from(*byte))
        } else {
            write!(text, "%{byte:02X}")
        };
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_stand_any_folder() {
        let socket = Socket { folder: "/srv/my music/run".into() };
        assert_eq!(socket.url("tonewood"), "postgresql:///tonewood?host=/srv/my%20music/run&user=tonewood");
    }

    #[test]
    fn a_deep_data_folder_gets_a_short_socket() {
        let deep = Path::new("/srv").join("x".repeat(100));
        assert!(far(&deep).file().as_os_str().len() <= LONGEST_PATH);
        assert_ne!(far(&deep), far(&deep.join("y")));
    }
}
