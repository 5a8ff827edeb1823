//! How much room the disk has.

use std::path::Path;

/// The most that is never filled by uploads: the database and the worker need room to go on.
const RESERVE_BYTES: u64 = 200 * 1000 * 1000;
/// The part of a small disk that is never filled.
const RESERVE_PART: u64 = 20;

/// Bytes that may still be written to the disk `folder` lies on.
///
/// # Errors
/// When the system does not say.
pub fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whether `more` bytes fit beside the reserve.
///
/// # Errors
/// When the system does not say.
pub fn has_room(folder: &Path, more: u64) -> std::io::Result<bool> {
    Ok(free_bytes(folder)? >= reserve_bytes(folder)?.saturating_add(more))
}

/// What uploads leave free on the disk `folder` lies on: 200 MB, of a small disk a twentieth.
///
/// # Errors
/// When the system does not say.
pub fn reserve_bytes(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(RESERVE_BYTES.min(disk.f_blocks.saturating_mul(disk.f_frsize) / RESERVE_PART))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_larger_than_the_disk() {
        let folder = std::env::temp_dir();
        assert!(free_bytes(&folder).unwrap() > 0);
        assert!(!has_room(&folder, u64::MAX / 2).unwrap());
    }
}
