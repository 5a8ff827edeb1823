//! Structured logs on stderr: for people by default, one JSON object a line by settings.

use std::io::IsTerminal;

use config::{LogFormat, Settings};
use tracing_subscriber::EnvFilter;

/// Starts logging; a filter that cannot be read is said and replaced by the default one.
pub fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log_filter).unwrap_or_else(|error| {
        eprintln!("tonewood: the log filter cannot be read ({error}); logging at info");
        EnvFilter::new("info")
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match settings.log_format {
        LogFormat::Text => builder.compact().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        eprintln!("tonewood: logging was started before: {error}");
    }
}
