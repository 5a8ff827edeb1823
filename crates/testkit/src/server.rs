use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use postgres::{Embedded, Options, Socket};
use sha2::{Digest as _, Sha256};

/// How long the shared server stays when nobody uses it. `bin/test` ends it at once.
const IDLE_MINUTES: u32 = 15;

/// The PostgreSQL that all tests of this checkout share, started if it does not run. Blocks.
pub(crate) fn shared() -> anyhow::Result<Socket> {
    let folder = data_dir()?;
    let options = Options { fast: true, max_connections: 300 };
    let socket = Embedded::share(&folder, options, IDLE_MINUTES)?;
    // `bin/test` reads here what to end.
    let note = target_dir()?.join("test-database");
    std::fs::write(&note, folder.as_os_str().as_encoded_bytes())
        .with_context(|| format!("writing {}", note.display()))?;
    Ok(socket)
}

/// A folder per user and checkout outside of the checkout, which PostgreSQL may be unable to enter.
pub(crate) fn data_dir() -> anyhow::Result<PathBuf> {
    let uid = rustix::process::geteuid();
    let base = std::env::temp_dir().join(format!("tonewood-tests-{uid}"));
    let mode = if uid.is_root() { 0o711 } else { 0o700 };
    match std::fs::DirBuilder::new().mode(mode).create(&base) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    let meta = base.symlink_metadata()?;
    ensure!(meta.is_dir() && meta.uid() == uid.as_raw(), "{} belongs to somebody else: remove it", base.display());
    let target = target_dir()?;
    let name = hex::encode(Sha256::digest(target.as_os_str().as_encoded_bytes()));
    Ok(base.join(name.get(..12).unwrap_or(&name)))
}

/// `target/` as cargo knows it: this program is `target/debug/deps/it-…`.
fn target_dir() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(3).map(Path::to_owned);
    target.with_context(|| format!("{} does not lie in a target folder", program.display()))
}
