//! Frames of a rendition: a length of four bytes, a kind of one, and what that kind has, all numbers little endian.

use std::io;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Longest frame believed, in bytes: a part of the best rendition is less than 20 kB.
const LONGEST: u32 = 4 << 20;

/// What comes out of a rendition, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// The init segment of all parts that follow, until another one comes.
    Init {
        /// Number of the run that begins: its name in addresses and in storage.
        run: i32,
        /// The bytes.
        bytes: Bytes,
    },
    /// A part of a segment: one `moof` and `mdat`.
    Part {
        /// Number of its segment in the show, from 0.
        segment: u64,
        /// Its number in the segment, from 0.
        part: u32,
        /// How long it is, at 48,000 a second.
        frames: u32,
        /// When its first sample was heard, in milliseconds since 1970.
        begins_at_ms: i64,
        /// Whether nothing of the segment before continues in it: a new run begins.
        breaks: bool,
        /// Whether it is the last of its segment.
        ends: bool,
        /// The bytes.
        bytes: Bytes,
    },
    /// What the stream of the mount is from here on: `audio/mpeg` or `audio/aac`.
    Mount(String),
    /// Bytes of the mount, whole frames of its codec.
    Chunk(Bytes),
    /// What plays from here on.
    Playing {
        /// Title.
        title: String,
        /// Artist.
        artist: String,
    },
    /// The show is over; nothing follows.
    End,
}

/// Why no frame could be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The connection failed or ended within a frame.
    #[error("the link broke: {0}")]
    Io(#[from] io::Error),
    /// What came is no frame.
    #[error("what came over the link is no frame")]
    NoFrame,
}

/// Reads the next frame; `None` when the link ended between two.
///
/// # Errors
/// When the link breaks, or what comes is no frame.
pub async fn read_frame(from: &mut (impl AsyncRead + Unpin)) -> Result<Option<Frame>, FrameError> {
    let mut length = [0; 4];
    if from.read(&mut length[..1]).await? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..]).await?;
    let length = u32::from_le_bytes(length);
    if length == 0 || length > LONGEST {
        return Err(FrameError::NoFrame);
    }
    let mut body = BytesMut::zeroed(length as usize);
    from.read_exact(&mut body).await?;
    decode(body.freeze()).ok_or(FrameError::NoFrame).map(Some)
}

/// Writes a frame.
///
/// # Errors
/// When the link breaks.
pub async fn write_frame(to: &mut (impl AsyncWrite + Unpin), frame: &Frame) -> io::Result<()> {
    to.write_all(&frame.encode()).await
}

impl Frame {
    /// The frame as it goes over the link, its length first.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut out = BytesMut::new();
        out.put_u32_le(0);
        match self {
            Self::Init { run, bytes } => {
                out.put_u8(1);
                out.put_i32_le(*run);
                out.put_slice(bytes);
            }
            Self::Part { segment, part, frames, begins_at_ms, breaks, ends, bytes } => {
                out.put_u8(2);
                out.put_u64_le(*segment);
                out.put_u32_le(*part);
                out.put_u32_le(*frames);
                out.put_i64_le(*begins_at_ms);
                out.put_u8(u8::from(*breaks) | u8::from(*ends) << 1);
                out.put_slice(bytes);
            }
            Self::Mount(content_type) => {
                out.put_u8(3);
                out.put_slice(content_type.as_bytes());
            }
            Self::Chunk(bytes) => {
                out.put_u8(4);
                out.put_slice(bytes);
            }
            Self::Playing { title, artist } => {
                out.put_u8(5);
                out.put_u32_le(u32::try_from(title.len()).unwrap_or(u32::MAX));
                out.put_slice(title.as_bytes());
                out.put_slice(artist.as_bytes());
            }
            Self::End => out.put_u8(6),
        }
        let length = u32::try_from(out.len() - 4).unwrap_or(u32::MAX);
        if let Some(head) = out.first_chunk_mut::<4>() {
            *head = length.to_le_bytes();
        }
        out.freeze()
    }
}

fn decode(mut body: Bytes) -> Option<Frame> {
    let text = |bytes: Bytes| String::from_utf8(bytes.into()).ok();
    Some(match body.try_get_u8().ok()? {
        1 => Frame::Init { run: body.try_get_i32_le().ok()?, bytes: body },
        2 => {
            let segment = body.try_get_u64_le().ok()?;
            let part = body.try_get_u32_le().ok()?;
            let frames = body.try_get_u32_le().ok()?;
            let begins_at_ms = body.try_get_i64_le().ok()?;
            let flags = body.try_get_u8().ok()?;
            Frame::Part {
                segment,
                part,
                frames,
                begins_at_ms,
                breaks: flags & 1 == 1,
                ends: flags & 2 == 2,
                bytes: body,
            }
        }
        3 => Frame::Mount(text(body)?),
        4 => Frame::Chunk(body),
        5 => {
            let length = usize::try_from(body.try_get_u32_le().ok()?).ok()?;
            if length > body.len() {
                return None;
            }
            let title = text(body.split_to(length))?;
            Frame::Playing { title, artist: text(body)? }
        }
        6 if body.is_empty() => Frame::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_come_through() {
        let bytes = Bytes::from_static(b"moof");
        let all = [
            Frame::Init { run: 3, bytes: bytes.clone() },
            Frame::Part {
                segment: 7,
                part: 11,
                frames: 15_360,
                begins_at_ms: 1_795_000_000_123,
                breaks: true,
                ends: true,
                bytes: bytes.clone(),
            },
            Frame::Mount("audio/mpeg".to_owned()),
            Frame::Chunk(bytes),
            Frame::Playing { title: "Ä".to_owned(), artist: String::new() },
            Frame::End,
        ];
        let mut wire = Vec::new();
        for frame in &all {
            write_frame(&mut wire, frame).await.unwrap();
        }
        let mut wire = &wire[..];
        for frame in all {
            assert_eq!(read_frame(&mut wire).await.unwrap(), Some(frame));
        }
        assert_eq!(read_frame(&mut wire).await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_is_no_frame_is_refused() {
        for wire in [&[0, 0, 0, 0][..], &[255; 8], &[1, 0, 0, 0, 9], &[6, 0, 0, 0, 5, 9, 9, 9, 9, 0], &[9, 0]] {
            assert!(read_frame(&mut &wire[..]).await.is_err(), "{wire:?}");
        }
    }
}
