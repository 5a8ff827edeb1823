use std::path::{Path, PathBuf};
use std::process::Command;

use crate::PostgresError;

/// Where distributions put PostgreSQL's programs, the version in the middle.
const PLACES: [(&str, &str); 2] = [("/usr/lib/postgresql", "bin"), ("/usr/pgsql-", "bin")];

/// The programs of one version.
#[derive(Debug, Clone)]
pub(crate) struct Binaries {
    folder: PathBuf,
    pub major: u32,
}

impl Binaries {
    /// The version that wrote the data in `clusters`, else the newest installed.
    pub(crate) fn find(clusters: &Path) -> Result<Self, PostgresError> {
        let mut installed = installed();
        installed.sort_by_key(|binaries| binaries.major);
        let newest = installed.last().cloned();
        let Some(written) = majors(clusters).into_iter().max() else {
            return newest.ok_or(PostgresError::NotInstalled);
        };
        let same = installed.into_iter().rfind(|binaries| binaries.major == written);
        same.ok_or_else(|| PostgresError::VersionGone { folder: clusters.join(written.to_string()), major: written })
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The versions that have data in `clusters`.
fn majors(clusters: &Path) -> Vec<u32> {
    let folders = std::fs::read_dir(clusters).into_iter().flatten().flatten();
    folders
        .filter(|folder| folder.path().join("PG_VERSION").exists())
        .filter_map(|folder| folder.file_name().to_str()?.parse().ok())
        .collect()
}

fn installed() -> Vec<Binaries> {
    let mut found: Vec<Binaries> = PLACES
        .iter()
        .flat_map(|(root, bin)| in_versions(Path::new(root)).into_iter().map(move |folder| folder.join(bin)))
        .filter_map(usable)
        .collect();
    if found.is_empty() {
        let path = ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"];
        found.extend(path.iter().filter_map(|folder| usable(PathBuf::from(folder))));
    }
    found
}

/// `/usr/lib/postgresql/15`, or `/usr/pgsql-15` for a root that is a prefix.
fn in_versions(root: &Path) -> Vec<PathBuf> {
    let prefix = root.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (folder, prefix) = if root.is_dir() { (root, "") } else { (root.parent().unwrap_or(root), prefix) };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix)))
        .map(|entry| entry.path())
        .collect()
}

fn usable(folder: PathBuf) -> Option<Binaries> {
    let postgres = folder.join("postgres");
    if !postgres.exists() || !folder.join("initdb").exists() {
        return None;
    }
    let said = Command::new(postgres).arg("--version").output().ok()?;
    let major = major(std::str::from_utf8(&said.stdout).ok()?)?;
    Some(Binaries { folder, major })
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15.
fn major(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(2)?;
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version.get(..digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_postgres_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("nonsense"), None);
    }

    #[test]
    fn data_of_a_version_that_is_gone_is_not_shadowed_by_a_new_one() {
        let clusters = tempfile::tempdir().unwrap();
        let old = clusters.path().join("9");
        std::fs::create_dir(&old).unwrap();
        std::fs::write(old.join("PG_VERSION"), "9\n").unwrap();
        let error = Binaries::find(clusters.path()).unwrap_err();
        assert!(matches!(&error, PostgresError::VersionGone { major: 9, folder } if *folder == old), "{error}");
    }
}
