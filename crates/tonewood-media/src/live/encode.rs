//! The encoder's run: samples come as bytes, one thing is made of them.

use std::io::{BufRead, Write};

use media::live::{CHANNELS, Encoded, LiveEncodeJob, LiveOutput};

use super::chunks::{Adts, Mp3};
use super::parts::Parts;
use super::recording::Recording;
use crate::error::Error;

/// Something that makes a stream of samples.
pub trait Output {
    /// Takes interleaved samples, whole frames of them.
    fn push(&mut self, samples: &[f32], pipe: &mut Pipe<'_>) -> Result<(), Error>;

    /// Gives the rest.
    fn finish(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error>;
}

/// Where everything encoded goes.
pub struct Pipe<'a>(&'a mut (dyn Write + Send));

impl Pipe<'_> {
    /// Writes a frame.
    pub fn say(&mut self, encoded: &Encoded) -> Result<(), Error> {
        let written = encoded.write_to(&mut self.0);
        written.map_err(|source| Error::Io { what: "cannot hand over what was encoded".to_owned(), source })
    }
}

/// Encodes what `input` gives, as it gives it, until it ends.
///
/// # Errors
/// If a pipe breaks or a codec does what it must not do.
pub fn run(job: &LiveEncodeJob, input: &mut dyn BufRead, pipe: &mut (dyn Write + Send)) -> Result<(), Error> {
    let mut pipe = Pipe(pipe);
    let mut output: Box<dyn Output> = match job.output {
        LiveOutput::Rung(rung) => Box::new(Parts::begin(rung, job.first_segment, &mut pipe)?),
        LiveOutput::Mp3 => Box::new(Mp3::new()?),
        LiveOutput::Adts => Box::new(Adts::new()?),
        LiveOutput::Recording => Box::new(Recording::begin(job.first_segment, &mut pipe)?),
    };
    let frame = 4 * usize::from(CHANNELS);
    let (mut left, mut samples) = (Vec::new(), Vec::new());
    loop {
        let bytes = input.fill_buf().map_err(Error::reading)?;
        if bytes.is_empty() {
            return output.finish(&mut pipe);
        }
        left.extend_from_slice(bytes);
        let count = bytes.len();
        input.consume(count);
        let whole = left.len() / frame * frame;
        let (floats, _) = left.get(..whole).unwrap_or_default().as_chunks();
        samples.clear();
        samples.extend(floats.iter().map(|four| f32::from_le_bytes(*four)).map(sound));
        left.drain(..whole);
        output.push(&samples, &mut pipe)?;
    }
}

/// What is no number is silence.
fn sound(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}
