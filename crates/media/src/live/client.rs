//! The client of the live commands: a process that takes bytes and gives frames for as long as a source plays.
//!
//! Both have two halves, so that one task can feed while another reads; whoever feeds and reads in one task must do both at
//! once, because a pipe that nobody reads stops the process and then the pipe that feeds it. The process is killed when the
//! half that reads is dropped.

use std::io;
use std::marker::PhantomData;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

use super::{Cut, CutJob, Decoded, Encoded, LiveDecodeJob, LiveEncodeJob, frames};
use crate::client::tail;
use crate::wire::Command;
use crate::{Media, MediaError};

/// Most bytes read at once.
const READ: usize = 64 << 10;

/// A decoder at work.
#[derive(Debug)]
pub struct LiveDecoder {
    /// Takes the source's bytes as they come; drop it (or shut it down) where the source ends. A write that fails means
    /// that the process has ended: [`Output::next`] tells why.
    pub input: ChildStdin,
    /// Gives what was decoded.
    pub output: Output<Decoded>,
}

/// An encoder at work.
#[derive(Debug)]
pub struct LiveEncoder {
    /// Takes samples; drop it at the end, then the rest comes out and the output ends.
    pub input: Samples,
    /// Gives what was encoded.
    pub output: Output<Encoded>,
}

/// The half of an encoder that takes samples.
#[derive(Debug)]
pub struct Samples {
    stdin: ChildStdin,
    bytes: Vec<u8>,
}

impl Samples {
    /// Hands over interleaved samples at [`super::RATE`] with [`super::CHANNELS`] channels; full scale is 1. Waits while the
    /// encoder is behind. Not to be cancelled halfway: a part of a sample would be lost.
    ///
    /// # Errors
    /// If the process has ended; [`Output::next`] tells why.
    pub async fn write_samples(&mut self, samples: &[f32]) -> io::Result<()> {
        self.bytes.clear();
        self.bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        self.stdin.write_all(&self.bytes).await
    }
}

/// What a frame can be read as.
trait Content: Sized {
    fn read(kind: u8, rest: &[u8]) -> Result<Self, String>;
}

impl Content for Decoded {
    fn read(kind: u8, rest: &[u8]) -> Result<Self, String> {
        Self::read(kind, rest)
    }
}

impl Content for Encoded {
    fn read(kind: u8, rest: &[u8]) -> Result<Self, String> {
        Self::read(kind, rest)
    }
}

/// The half that gives frames. Kills the process when it is dropped.
#[derive(Debug)]
pub struct Output<T> {
    child: Child,
    stdout: ChildStdout,
    stderr: Option<JoinHandle<String>>,
    /// Bytes that have been read; those before `at` have been given.
    buffer: Vec<u8>,
    at: usize,
    chunk: Box<[u8]>,
    content: PhantomData<fn() -> T>,
}

impl Output<Decoded> {
    /// The next frame; `None` when the input has ended and everything has been given. Can be cancelled without loss.
    /// After [`Decoded::Refused`] comes `None`.
    ///
    /// # Errors
    /// [`MediaError::Died`] with the last words of a process that did not end well, [`MediaError::Protocol`] if it said
    /// something else than frames.
    pub async fn next(&mut self) -> Result<Option<Decoded>, MediaError> {
        self.frame().await
    }
}

impl Output<Encoded> {
    /// The next frame; `None` when the input has ended and everything has been given. Can be cancelled without loss.
    ///
    /// # Errors
    /// [`MediaError::Died`] with the last words of a process that did not end well, [`MediaError::Protocol`] if it said
    /// something else than frames.
    pub async fn next(&mut self) -> Result<Option<Encoded>, MediaError> {
        self.frame().await
    }
}

impl<T> Output<T> {
    /// Number of the process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    async fn frame(&mut self) -> Result<Option<T>, MediaError>
    where
        T: Content,
    {
        loop {
            let waiting = self.buffer.get(self.at..).unwrap_or_default();
            if let Some((length, kind, rest)) = frames::split(waiting).map_err(MediaError::Protocol)? {
                let content = T::read(kind, rest).map_err(MediaError::Protocol)?;
                self.at += length;
                return Ok(Some(content));
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            let read = self.stdout.read(&mut self.chunk).await;
            let read = read.map_err(|e| MediaError::Protocol(e.to_string()))?;
            if read == 0 {
                return self.end().await;
            }
            self.buffer.extend(self.chunk.iter().take(read));
        }
    }

    /// How it ended.
    async fn end(&mut self) -> Result<Option<T>, MediaError> {
        let status = self.child.wait().await.map_err(MediaError::Spawn)?;
        if status.success() && self.buffer.is_empty() {
            return Ok(None);
        }
        let stderr_tail = match &mut self.stderr {
            Some(task) => task.await.unwrap_or_default(),
            None => String::new(),
        };
        self.stderr = None;
        Err(MediaError::Died { status, stderr_tail })
    }
}

impl Media {
    /// Starts a decoder, which runs until its input ends, whatever the limit on wall time; there is none on processor
    /// time. What comes first is [`Decoded::Facts`], as soon as the bytes tell what they are.
    ///
    /// # Errors
    /// [`MediaError::Spawn`] if it cannot be started.
    pub async fn live_decode(&self, job: &LiveDecodeJob) -> Result<LiveDecoder, MediaError> {
        let (input, output) = self.live(Command::LiveDecode, job).await?;
        Ok(LiveDecoder { input, output })
    }

    /// Starts an encoder, which runs until its input ends, whatever the limit on wall time; there is none on processor
    /// time. [`Encoded::Init`] comes first for a rung and for the recording, before any sample is written.
    ///
    /// # Errors
    /// [`MediaError::Spawn`] if it cannot be started.
    pub async fn live_encode(&self, job: &LiveEncodeJob) -> Result<LiveEncoder, MediaError> {
        let (stdin, output) = self.live(Command::LiveEncode, job).await?;
        Ok(LiveEncoder { input: Samples { stdin, bytes: Vec::new() }, output })
    }

    /// Cuts a recording into FLAC files; tells how much is done (0 to 1, rising). What was written after an error is
    /// incomplete.
    ///
    /// # Errors
    /// As for [`Media::probe`]; code `no_audio` if there is nothing in the recording, `empty_piece` if there is nothing
    /// between the ends of a piece.
    pub async fn cut(&self, job: &CutJob, mut on_progress: impl FnMut(f32) + Send) -> Result<Cut, MediaError> {
        self.run(Command::Cut, job, &mut on_progress).await
    }

    async fn live<T>(&self, command: Command, job: &impl Serialize) -> Result<(ChildStdin, Output<T>), MediaError> {
        let mut line = serde_json::to_vec(job).map_err(|e| MediaError::Protocol(e.to_string()))?;
        line.push(b'\n');
        let mut child = self.spawn(command)?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(MediaError::Protocol("the pipes are missing".to_owned()));
        };
        // A process that died at once cannot take its job; its status tells more than the broken pipe.
        let _ = stdin.write_all(&line).await;
        let output = Output {
            child,
            stdout,
            stderr: Some(tokio::spawn(tail(stderr))),
            buffer: Vec::new(),
            at: 0,
            chunk: vec![0; READ].into(),
            content: PhantomData,
        };
        Ok((stdin, output))
    }
}
