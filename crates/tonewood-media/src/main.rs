//! `tonewood-media <command> --memory-bytes N [--cpu-seconds N]`, see [`media::wire`].

use std::io::{self, BufRead};
use std::process::ExitCode;

use media::wire::Command;
use tonewood_media::{confine, jobs};

const USAGE: &str = "usage: tonewood-media probe|ladder|download|image|preview|cut --memory-bytes N --cpu-seconds N\n\
                     or: tonewood-media live-decode|live-encode --memory-bytes N\n\
                     The job, one line of JSON, is read from standard input, which must stay open; what the live commands \
                     work on follows it.";

fn main() -> ExitCode {
    let Some((command, memory, cpu)) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match work(command, memory, cpu) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn work(command: Command, memory: u64, cpu: Option<u64>) -> io::Result<()> {
    match cpu {
        Some(cpu) => confine::limit(memory, cpu)?,
        None => confine::limit_memory(memory)?,
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    if command.is_live() {
        return jobs::run_live(command, &line);
    }
    confine::end_with_input()?;
    jobs::run(command, &line)
}

/// The command, bytes of memory, seconds of processor time, which only live commands go without.
fn arguments(mut arguments: impl Iterator<Item = String>) -> Option<(Command, u64, Option<u64>)> {
    let command = Command::from_name(&arguments.next()?)?;
    let (mut memory, mut cpu) = (None, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next()?.parse().ok()?;
        match name.as_str() {
            "--memory-bytes" => memory = Some(value),
            "--cpu-seconds" => cpu = Some(value),
            _ => return None,
        }
    }
    (cpu.is_some() || command.is_live()).then_some((command, memory?, cpu))
}
