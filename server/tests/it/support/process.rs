//! A worker in a process of its own, which a test may kill.

use std::process::{Child, Command, Stdio};

use super::{TestApp, media_executable};

/// `tonewood work` over the database and folder of an app. Dropped, it is killed: it has no time to clear up.
pub struct WorkerProcess(Child);

impl WorkerProcess {
    /// Starts it, with more settings as they stand in the environment.
    pub fn start(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_tonewood"))
            .arg("work")
            .arg("--data")
            .arg(app.data.path())
            .env("DATABASE_URL", app.database_url())
            .env("TONEWOOD_MEDIA_EXECUTABLE", media_executable())
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
