use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::PostgresError;

/// The user that PostgreSQL runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The user of this process.
    Same,
    /// Somebody else, because this process is root, which PostgreSQL refuses.
    Other { uid: u32, gid: u32, name: String },
}

impl Owner {
    /// Whoever owns the data already there, else postgres, else nobody. `cluster` need not exist.
    pub(crate) fn choose(cluster: &Path) -> Result<Self, PostgresError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Same);
        }
        let users = std::fs::read_to_string("/etc/passwd").map_err(PostgresError::file("/etc/passwd", "read"))?;
        let users: Vec<_> = users.lines().filter_map(user).collect();
        if let Ok(meta) = cluster.metadata()
            && meta.uid() != 0
        {
            let known = users.iter().find(|(_, uid, _)| *uid == meta.uid());
            let name = known.map_or_else(|| meta.uid().to_string(), |(name, ..)| (*name).to_owned());
            return Ok(Self::Other { uid: meta.uid(), gid: meta.gid(), name });
        }
        let named = |wanted: &str| users.iter().find(|(name, ..)| *name == wanted);
        let (name, uid, gid) = named("postgres").or_else(|| named("nobody")).ok_or(PostgresError::NoUser)?;
        Ok(Self::Other { uid: *uid, gid: *gid, name: (*name).to_owned() })
    }

    /// A command run as this user, with nothing of this process's environment, in a group of its own so that a Ctrl-C in
    /// the terminal does not reach it before this process has finished with it.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir("/")
            .process_group(0);
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    /// Gives a file or folder to this user.
    pub(crate) fn take(&self, path: &Path) -> Result<(), PostgresError> {
        match self {
            Self::Same => Ok(()),
            Self::Other { uid, gid, .. } => std::os::unix::fs::chown(path, Some(*uid), Some(*gid))
                .map_err(PostgresError::file(path, "given to the database's user")),
        }
    }

    /// Fails with the uppermost of `folder` and its parents that this user cannot enter.
    pub(crate) fn must_enter(&self, folder: &Path) -> Result<(), PostgresError> {
        let Self::Other { name, .. } = self else { return Ok(()) };
        let mut parents: Vec<_> = folder.ancestors().collect();
        parents.reverse();
        // Almost always the last answers for all; the others are asked only for the name in the error.
        if self.can_enter(folder) {
            return Ok(());
        }
        let closed = parents.into_iter().find(|parent| !self.can_enter(parent)).unwrap_or(folder);
        Err(PostgresError::CannotEnter { folder: closed.to_owned(), user: name.clone() })
    }

    fn can_enter(&self, folder: &Path) -> bool {
        self.command("/usr/bin/test").arg("-x").arg(folder).status().is_ok_and(|status| status.success())
    }
}

fn user(line: &str) -> Option<(&str, u32, u32)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let mut ids = fields.skip(1);
    Some((name, ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read_from_their_lines() {
        let line = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
        assert_eq!(user(line), Some(("postgres", 101, 104)));
        assert_eq!(user("+nis"), None);
    }
}
