//! What can be said before PostgreSQL fails in longer words.

use std::path::Path;

use crate::PostgresError;

const NEEDED_DISK_MIB: u64 = 512;
const NEEDED_MEMORY_MIB: u64 = 192;

/// Fails when `folder`, which exists, has too little room.
pub(crate) fn disk(folder: &Path) -> Result<(), PostgresError> {
    let stat = rustix::fs::statvfs(folder).map_err(|error| PostgresError::file(folder, "measured")(error.into()))?;
    let free_mib = stat.f_bavail.saturating_mul(stat.f_frsize) >> 20;
    if free_mib < NEEDED_DISK_MIB {
        return Err(PostgresError::DiskFull { folder: folder.to_owned(), free_mib, needed_mib: NEEDED_DISK_MIB });
    }
    Ok(())
}

/// Fails when too little memory is free. A system that does not say how much is free passes.
pub(crate) fn memory() -> Result<(), PostgresError> {
    match std::fs::read_to_string("/proc/meminfo").ok().as_deref().and_then(available_mib) {
        Some(free_mib) if free_mib < NEEDED_MEMORY_MIB => {
            Err(PostgresError::Memory { free_mib, needed_mib: NEEDED_MEMORY_MIB })
        }
        _ => Ok(()),
    }
}

fn available_mib(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib >> 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_memory_is_read() {
        assert_eq!(available_mib("MemTotal: 9 kB\nMemAvailable:    2097152 kB\n"), Some(2048));
        assert_eq!(available_mib("MemTotal: 9 kB\n"), None);
    }

    #[test]
    fn a_full_disk_is_named() {
        // A file system that never has room.
        let error = disk(Path::new("/proc")).unwrap_err();
        assert!(error.to_string().starts_with("/proc has only 0 MiB left where 512 are needed"), "{error}");
    }
}
