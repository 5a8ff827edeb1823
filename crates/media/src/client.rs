//! The client: starts the executable, one process per job.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};

use crate::wire::{Command, Line, ProbeJob};
use crate::{DownloadJob, Image, ImageJob, Ladder, LadderJob, MediaError, Preview, PreviewJob, Probe};

/// Name of the executable.
const EXECUTABLE: &str = "tonewood-media";
/// How often a look is taken whether it is there.
const ARRIVAL: Duration = Duration::from_secs(1);
/// How much of the diagnostics is kept.
const STDERR_TAIL: usize = 4096;
/// Longest line believed: a ladder of a whole day needs less than 3 MB.
const LONGEST_LINE: u64 = 16 << 20;
/// A decoded picture of 144 megapixels needs more address space than any track.
const IMAGE_MEMORY: u64 = 1280 << 20;

/// What one job may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space in bytes. Image jobs get at least 1.25 GiB.
    pub memory_bytes: u64,
    /// Processor time in seconds, over all threads.
    pub cpu_seconds: u64,
    /// Time by the clock; then the executable is killed.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_bytes: 512 << 20, cpu_seconds: 1800, wall: Duration::from_secs(1800) }
    }
}

/// Everything that needs a codec, in a process of its own. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Media {
    executable: PathBuf,
    limits: Limits,
}

impl Media {
    /// A client that starts `executable` under `limits`.
    pub fn new(executable: PathBuf, limits: Limits) -> Self {
        Self { executable, limits }
    }

    /// A client with the usual limits that starts the `tonewood-media` which lies beside the running executable, or
    /// one folder up (test executables lie in `deps`).
    ///
    /// # Errors
    /// [`MediaError::Spawn`] if there is none.
    pub fn beside_current_exe() -> Result<Self, MediaError> {
        let own = std::env::current_exe().map_err(MediaError::Spawn)?;
        own.ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join(EXECUTABLE))
            .find(|path| path.is_file())
            .map(|path| Self::new(path, Limits::default()))
            .ok_or_else(|| {
                let text = format!("no {EXECUTABLE} beside {}", own.display());
                MediaError::Spawn(io::Error::new(io::ErrorKind::NotFound, text))
            })
    }

    /// Whether the executable is there.
    pub fn is_there(&self) -> bool {
        self.executable.is_file()
    }

    /// Completes once the executable is there.
    pub async fn arrived(&self) {
        while !self.is_there() {
            tokio::time::sleep(ARRIVAL).await;
        }
    }

    /// Decodes the whole of `file` and tells what it is. If it has an embedded front cover, its bytes are written to
    /// `cover_out` as they are, unchecked.
    ///
    /// # Errors
    /// [`MediaError::Refused`] if the file is not accepted; the others as they are described there.
    pub async fn probe(&self, file: &Path, cover_out: &Path) -> Result<Probe, MediaError> {
        let job = ProbeJob { input: file.to_owned(), cover_out: cover_out.to_owned() };
        self.run(Command::Probe, &job, &mut |_| ()).await
    }

    /// Makes rungs, progressive files and measurements, as `job` says; tells how much is done (0 to 1, rising).
    /// What stands in the job's folder after an error is incomplete.
    ///
    /// # Errors
    /// As for [`Media::probe`].
    pub async fn ladder(&self, job: &LadderJob, mut on_progress: impl FnMut(f32) + Send) -> Result<Ladder, MediaError> {
        self.run(Command::Ladder, job, &mut on_progress).await
    }

    /// Makes one tagged file of a master; tells how much is done (0 to 1, rising).
    ///
    /// # Errors
    /// As for [`Media::probe`]; a lossless format of a lossy master is refused with `not_lossless`.
    pub async fn download(&self, job: &DownloadJob, mut on_progress: impl FnMut(f32) + Send) -> Result<(), MediaError> {
        self.run(Command::Download, job, &mut on_progress).await
    }

    /// Makes the first seconds of a master as files by themselves.
    ///
    /// # Errors
    /// As for [`Media::probe`].
    pub async fn preview(&self, job: &PreviewJob) -> Result<Preview, MediaError> {
        self.run(Command::Preview, job, &mut |_| ()).await
    }

    /// Checks a picture and makes its sizes.
    ///
    /// # Errors
    /// As for [`Media::probe`]; codes are `not_an_image`, `image_damaged`, `image_too_large` and `image_too_small`.
    pub async fn image(&self, job: &ImageJob) -> Result<Image, MediaError> {
        self.run(Command::Image, job, &mut |_| ()).await
    }

    pub(crate) async fn run<R: DeserializeOwned>(
        &self,
        command: Command,
        job: &(impl Serialize + Sync),
        on_progress: &mut (dyn FnMut(f32) + Send),
    ) -> Result<R, MediaError> {
        let job = serde_json::to_string(job).map_err(|e| MediaError::Protocol(e.to_string()))?;
        let mut child = self.spawn(command)?;
        let talk = converse(&mut child, job, on_progress);
        let outcome = tokio::time::timeout(self.limits.wall, talk).await;
        match outcome {
            Ok(result) => result,
            Err(_) => {
                // Waits for the end as well, so that nothing writes into the job's folder after this returns.
                child.kill().await.map_err(MediaError::Spawn)?;
                Err(MediaError::TimedOut(self.limits.wall))
            }
        }
    }

    pub(crate) fn spawn(&self, command: Command) -> Result<Child, MediaError> {
        let memory = match command {
            Command::Image => self.limits.memory_bytes.max(IMAGE_MEMORY),
            _ => self.limits.memory_bytes,
        };
        let mut process = tokio::process::Command::new(&self.executable);
        process.arg(command.name()).args(["--memory-bytes", &memory.to_string()]);
        if !command.is_live() {
            process.args(["--cpu-seconds", &self.limits.cpu_seconds.to_string()]);
        }
        process
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(MediaError::Spawn)
    }
}

async fn converse<R: DeserializeOwned>(
    child: &mut Child,
    job: String,
    on_progress: &mut (dyn FnMut(f32) + Send),
) -> Result<R, MediaError> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(MediaError::Protocol("the pipes are missing".to_owned()));
    };
    let both = tokio::try_join!(ask(&mut stdin, stdout, job, on_progress), async { Ok(tail(stderr).await) });
    let (answer, stderr_tail) = match both {
        Ok(both) => both,
        Err(error) => {
            child.kill().await.map_err(MediaError::Spawn)?;
            return Err(error);
        }
    };
    let status = child.wait().await.map_err(MediaError::Spawn)?;
    // Not before: the executable ends itself, unsuccessfully, when its input closes.
    drop(stdin);
    match answer {
        Some(Line::Done(result)) if status.success() => Ok(result),
        Some(Line::Refused(refusal)) => Err(MediaError::Refused(refusal)),
        Some(Line::Failed(reason)) => Err(MediaError::Failed(reason)),
        _ => Err(MediaError::Died { status, stderr_tail }),
    }
}

/// Sends the job and reads lines up to the last one; `None` if the output ends without one.
async fn ask<R: DeserializeOwned>(
    stdin: &mut ChildStdin,
    stdout: ChildStdout,
    mut job: String,
    on_progress: &mut (dyn FnMut(f32) + Send),
) -> Result<Option<Line<R>>, MediaError> {
    job.push('\n');
    // A process that died at once cannot take its job; its status tells more than the broken pipe.
    let _ = stdin.write_all(job.as_bytes()).await;
    let mut lines = BufReader::new(stdout);
    let mut line = String::new();
    loop {
        line.clear();
        let read = (&mut lines).take(LONGEST_LINE).read_line(&mut line).await;
        let read = read.map_err(|e| MediaError::Protocol(e.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        match serde_json::from_str(&line) {
            Ok(Line::Progress(done)) => on_progress(done.clamp(0.0, 1.0)),
            Ok(last) => return Ok(Some(last)),
            // A process that is killed in the middle of a line has died; that is told by its status.
            Err(_) if !line.ends_with('\n') => return Ok(None),
            Err(error) => return Err(MediaError::Protocol(error.to_string())),
        }
    }
}

/// Reads to the end and keeps the last [`STDERR_TAIL`] bytes.
pub(crate) async fn tail(mut from: impl AsyncRead + Unpin) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0_u8; 1024];
    while let Ok(read @ 1..) = from.read(&mut chunk).await {
        kept.extend(chunk.iter().take(read));
        kept.drain(..kept.len().saturating_sub(STDERR_TAIL));
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}
