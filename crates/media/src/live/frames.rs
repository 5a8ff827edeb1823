//! The frames on the pipes of the live commands: written by the executable, read by the client.

use std::io::{self, Write};

use super::{Decoded, Encoded, LiveFacts};
use crate::Refusal;

/// Longest frame believed: a stretch of noise in FLAC has little more than 1 MB.
pub const LONGEST: usize = 8 << 20;

/// How many bytes a frame has with its length, its kind and its content.
pub type Frame<'a> = (usize, u8, &'a [u8]);

/// Takes the first frame off `bytes`; `None` if it is not whole yet.
///
/// # Errors
/// If what stands there cannot be a frame.
pub fn split(bytes: &[u8]) -> Result<Option<Frame<'_>>, String> {
    let Some((length, behind)) = bytes.split_first_chunk() else { return Ok(None) };
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if !(1..=LONGEST).contains(&length) {
        return Err(format!("a frame of {length} bytes"));
    }
    let Some((kind, rest)) = behind.get(..length).and_then(<[u8]>::split_first) else { return Ok(None) };
    Ok(Some((4 + length, *kind, rest)))
}

/// Writes one frame of which the content comes in parts.
fn write(out: &mut impl Write, kind: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u32::try_from(length).map_err(|_| io::Error::other("a frame is too long"))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&[kind])?;
    parts.iter().try_for_each(|part| out.write_all(part))?;
    out.flush()
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Playing {
    title: String,
    artist: String,
}

impl Decoded {
    /// Writes it as a frame and flushes.
    ///
    /// # Errors
    /// If nobody reads any more.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Facts(facts) => write(out, 1, &[&serde_json::to_vec(facts)?]),
            Self::Samples(samples) => {
                let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
                write(out, 2, &[&bytes])
            }
            Self::Playing { title, artist } => {
                let playing = Playing { title: title.clone(), artist: artist.clone() };
                write(out, 3, &[&serde_json::to_vec(&playing)?])
            }
            Self::Refused(refusal) => write(out, 4, &[&serde_json::to_vec(refusal)?]),
        }
    }

    /// The frame of this kind with this content.
    ///
    /// # Errors
    /// What is strange about it.
    pub fn read(kind: u8, rest: &[u8]) -> Result<Self, String> {
        let strange = |error: serde_json::Error| error.to_string();
        match kind {
            1 => Ok(Self::Facts(serde_json::from_slice::<LiveFacts>(rest).map_err(strange)?)),
            2 => {
                let (samples, left) = rest.as_chunks();
                if !left.is_empty() || !samples.len().is_multiple_of(usize::from(super::CHANNELS)) {
                    return Err("a part of a sample".to_owned());
                }
                Ok(Self::Samples(samples.iter().map(|four| f32::from_le_bytes(*four)).collect()))
            }
            3 => {
                let Playing { title, artist } = serde_json::from_slice(rest).map_err(strange)?;
                Ok(Self::Playing { title, artist })
            }
            4 => Ok(Self::Refused(serde_json::from_slice::<Refusal>(rest).map_err(strange)?)),
            other => Err(format!("a frame of kind {other}")),
        }
    }
}

impl Encoded {
    /// Writes it as a frame and flushes.
    ///
    /// # Errors
    /// If nobody reads any more.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Init(bytes) => write(out, 1, &[bytes]),
            Self::Part { segment, part, frames, ends, bytes } => {
                let head = [&segment.to_le_bytes()[..], &part.to_le_bytes(), &frames.to_le_bytes(), &[u8::from(*ends)]];
                write(out, 2, &[&head.concat(), bytes])
            }
            Self::Chunk(bytes) => write(out, 3, &[bytes]),
            Self::Stretch { segment, frames, bytes } => {
                write(out, 4, &[&segment.to_le_bytes(), &frames.to_le_bytes(), bytes])
            }
        }
    }

    /// The frame of this kind with this content.
    ///
    /// # Errors
    /// What is strange about it.
    pub fn read(kind: u8, rest: &[u8]) -> Result<Self, String> {
        let mut rest = rest;
        let short = || "a frame is too short".to_owned();
        Ok(match kind {
            1 => Self::Init(rest.to_vec()),
            2 => Self::Part {
                segment: u64::from_le_bytes(take(&mut rest).ok_or_else(short)?),
                part: u32::from_le_bytes(take(&mut rest).ok_or_else(short)?),
                frames: u32::from_le_bytes(take(&mut rest).ok_or_else(short)?),
                ends: take::<1>(&mut rest).ok_or_else(short)? == [1],
                bytes: rest.to_vec(),
            },
            3 => Self::Chunk(rest.to_vec()),
            4 => Self::Stretch {
                segment: u64::from_le_bytes(take(&mut rest).ok_or_else(short)?),
                frames: u32::from_le_bytes(take(&mut rest).ok_or_else(short)?),
                bytes: rest.to_vec(),
            },
            other => return Err(format!("a frame of kind {other}")),
        })
    }
}

/// The first `N` bytes, taken off.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let said = [
            Decoded::Facts(LiveFacts { codec: "MP3".to_owned(), sample_rate: 44_100, channels: 1 }),
            Decoded::Samples(vec![0.5, -1.25]),
            Decoded::Playing { title: "A".to_owned(), artist: String::new() },
            Decoded::Refused(Refusal::new("not_audio", "No.")),
        ];
        let mut bytes = Vec::new();
        said.iter().for_each(|one| one.write_to(&mut bytes).unwrap());
        assert_eq!(split(&bytes[..7]), Ok(None));
        let mut rest = bytes.as_slice();
        for one in &said {
            let (length, kind, content) = split(rest).unwrap().unwrap();
            assert_eq!(Decoded::read(kind, content).as_ref(), Ok(one));
            rest = &rest[length..];
        }
        assert!(rest.is_empty());
        let made = [
            Encoded::Init(vec![1, 2]),
            Encoded::Part { segment: 1 << 40, part: 11, frames: 7, ends: true, bytes: vec![9] },
            Encoded::Chunk(vec![]),
            Encoded::Stretch { segment: 3, frames: 4, bytes: vec![5, 6] },
        ];
        for one in made {
            let mut bytes = Vec::new();
            one.write_to(&mut bytes).unwrap();
            let (length, kind, content) = split(&bytes).unwrap().unwrap();
            assert_eq!((length, Encoded::read(kind, content)), (bytes.len(), Ok(one)));
        }
    }

    #[test]
    fn nonsense_is_no_frame() {
        assert!(split(&[0; 9]).is_err());
        assert!(split(&[0xff; 9]).is_err());
        assert!(Decoded::read(2, &[0; 4]).is_err());
        assert!(Encoded::read(2, &[0; 16]).is_err());
    }
}
