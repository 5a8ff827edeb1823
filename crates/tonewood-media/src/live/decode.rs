//! The decoder's run: finds out what the source speaks, and lets that take the bytes.

use std::io::{BufRead, Write};

use media::live::{Decoded, LiveDecodeJob};

use super::flac::Flac;
use super::framed::Framed;
use super::ogg::Ogg;
use super::out::Out;
use super::raw::Raw;
use super::refusals;
use super::webm::WebM;
use crate::error::Error;

/// Something that sources speak.
pub trait Dialect {
    /// Takes the next bytes and gives all that can be known by now.
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error>;

    /// Nothing more comes.
    fn end(&mut self, out: &mut Out<'_>) -> Result<(), Error>;
}

/// Decodes what `input` gives, as it gives it, until it ends or is refused.
///
/// # Errors
/// If a pipe breaks or a codec does what it must not do; a source that is refused is no error.
pub fn run(job: &LiveDecodeJob, input: &mut dyn BufRead, pipe: &mut (dyn Write + Send)) -> Result<(), Error> {
    let mut out = Out::new(pipe);
    match decode(job, input, &mut out) {
        Err(Error::Refused(refusal)) => out.say(&Decoded::Refused(refusal)),
        other => other,
    }
}

fn decode(job: &LiveDecodeJob, input: &mut dyn BufRead, out: &mut Out<'_>) -> Result<(), Error> {
    let mut start = Vec::new();
    let mut dialect = None;
    loop {
        let bytes = input.fill_buf().map_err(Error::reading)?;
        let count = bytes.len();
        if count == 0 {
            break;
        }
        out.came(count);
        match &mut dialect {
            None => {
                start.extend_from_slice(bytes);
                dialect = choose(&job.content_type, &start)?;
                if let Some(dialect) = &mut dialect {
                    dialect.push(&start, out)?;
                }
            }
            Some(dialect) => dialect.push(bytes, out)?,
        }
        input.consume(count);
        out.flush()?;
    }
    if let Some(mut dialect) = dialect {
        dialect.end(out)?;
    }
    out.finish()
}

/// Longest mark that a format begins with.
const MARK: usize = 4;

/// What the source speaks: as its first bytes say, because many programs announce one type and send another; else as the
/// type says. `None` if more bytes are needed.
fn choose(content_type: &str, start: &[u8]) -> Result<Option<Box<dyn Dialect>>, Error> {
    let lower = content_type.to_ascii_lowercase();
    let kind = lower.split(';').next().unwrap_or_default().trim();
    if kind == "audio/x-f32le" {
        return Ok(Some(Box::new(Raw::new(&lower)?)));
    }
    let known = match kind.split_once('/') {
        Some((_, "ogg" | "opus" | "vorbis" | "x-ogg")) => 'o',
        Some((_, "flac" | "x-flac")) => 'f',
        Some((_, "webm" | "x-matroska")) => 'w',
        Some((_, "mpeg" | "mp3" | "x-mpeg" | "mpeg3" | "aac" | "aacp" | "x-aac" | "mpegurl")) => 'm',
        // What is sent without a word about it may still say what it is.
        _ if kind.is_empty() || kind == "application/octet-stream" => 'm',
        _ => return Err(refusals::unknown_type(content_type).into()),
    };
    let Some(mark) = start.get(..MARK) else { return Ok(None) };
    let known = match mark {
        b"OggS" => 'o',
        b"fLaC" => 'f',
        [0x1a, 0x45, 0xdf, 0xa3] => 'w',
        _ => known,
    };
    Ok(Some(match known {
        'o' => Box::new(Ogg::default()),
        'f' => Box::new(Flac::default()),
        'w' => Box::new(WebM::default()),
        _ => Box::new(Framed::default()),
    }))
}
