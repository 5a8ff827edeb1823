use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::PostgresError;

/// The right to run on a data folder. The system takes it back when this process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(data_dir: &Path) -> Result<Self, PostgresError> {
        let path = path(data_dir);
        let failed = |action| PostgresError::file(&path, action);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("opened"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is only for the message.
                let _ = file.read_to_string(&mut holder);
                let process = if holder.trim().is_empty() { "unknown".to_owned() } else { holder.trim().to_owned() };
                return Err(PostgresError::AlreadyRunning { folder: data_dir.to_owned(), process });
            }
            Err(TryLockError::Error(error)) => return Err(failed("locked")(error)),
        }
        let name = std::env::current_exe().ok().and_then(|exe| Some(exe.file_name()?.to_string_lossy().into_owned()));
        let words = format!("{} ({})\n", std::process::id(), name.as_deref().unwrap_or("tonewood"));
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(words.as_bytes()))
            .map_err(failed("written"))?;
        Ok(Self { _file: file })
    }
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("lock")
}
