//! One job: from a line of JSON to lines of JSON.

use std::io::{self, Write};

use media::wire::{Command, Line};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::{download, ladder, live, picture, preview, probe};

/// Does the job that `line` describes and writes progress and the outcome to standard output.
///
/// # Errors
/// If `line` is not such a job, or nobody reads the output.
pub fn run(command: Command, line: &str) -> io::Result<()> {
    match command {
        Command::Probe => answer(line, |job| probe::run(&job, progress)),
        Command::Ladder => answer(line, |job| ladder::run(&job, progress)),
        Command::Download => answer(line, |job| download::run(&job, progress)),
        Command::Image => answer(line, |job| picture::run(&job)),
        Command::Preview => answer(line, |job| preview::run(&job)),
        Command::Cut => answer(line, |job| live::cut(&job, progress)),
        Command::LiveDecode | Command::LiveEncode => run_live(command, line),
    }
}

/// Does the live job that `line` describes with what follows it on standard input, and writes frames to standard output.
///
/// # Errors
/// If `line` is not such a job, nobody reads the output, or a codec fails.
pub fn run_live(command: Command, line: &str) -> io::Result<()> {
    let mut input = io::stdin().lock();
    // Every frame is flushed by who writes it.
    let mut output = io::BufWriter::with_capacity(64 << 10, io::stdout());
    let done = match command {
        Command::LiveDecode => live::decode(&serde_json::from_str(line)?, &mut input, &mut output),
        Command::LiveEncode => live::encode(&serde_json::from_str(line)?, &mut input, &mut output),
        other => return Err(io::Error::other(format!("{} is not live", other.name()))),
    };
    done.map_err(io::Error::other)
}

fn answer<J: DeserializeOwned, R: Serialize>(line: &str, work: impl FnOnce(J) -> Result<R, Error>) -> io::Result<()> {
    let job = serde_json::from_str(line)?;
    let last = match work(job) {
        Ok(result) => Line::Done(result),
        Err(Error::Refused(refusal)) => Line::Refused(refusal),
        Err(error) => Line::Failed(error.to_string()),
    };
    say(&last)
}

/// Progress that cannot be told is no reason to stop; the outcome is.
fn progress(done: f32) {
    let _ = say(&Line::<()>::Progress(done));
}

fn say<R: Serialize>(line: &Line<R>) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
