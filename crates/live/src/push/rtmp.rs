//! A source client of RTMP.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use rtmp_rs::client::{ClientConfig, RtmpPublisher};

use super::{ANSWER, PushError, Station, Target, WRITE, resolve, within};
use crate::mount::Ring;
use crate::rtmp::config_of;

/// Frames of sound in a frame of AAC.
const FRAME: u64 = 1_024;
/// First byte of a tag of AAC, as all write it.
const AAC: u8 = 0xaf;

/// Passes a ring of AAC on until it ends.
pub(super) async fn push(
    target: &Target,
    ring: &Arc<Ring>,
    station: &Station,
    connected: &(impl Fn() + Sync),
) -> Result<(), PushError> {
    if ring.content_type() != "audio/aac" {
        return Err(PushError::WrongType(ring.content_type().to_owned()));
    }
    resolve(target, station).await?;
    let (mut publisher, _events) = RtmpPublisher::new(ClientConfig::new(target.url.as_str()));
    within(ANSWER, publisher.connect()).await?;
    connected();
    let (mut cursor, mut tags) = (ring.join(0), Tags::default());
    while let Some(chunks) = cursor.next().await {
        for chunk in chunks {
            for (tag, at) in tags.of(&chunk) {
                within(WRITE, publisher.send_audio(tag, at)).await?;
            }
        }
    }
    publisher.disconnect().await;
    Ok(())
}

impl From<rtmp_rs::Error> for PushError {
    fn from(error: rtmp_rs::Error) -> Self {
        match error {
            rtmp_rs::Error::Io(error) => Self::Io(error),
            rtmp_rs::Error::Timeout => Self::Late,
            other => Self::Refused(crate::source::words(&other.to_string())),
        }
    }
}

/// Makes tags of ADTS.
#[derive(Debug, Default)]
struct Tags {
    config: Option<[u8; 2]>,
    frames: u64,
}

impl Tags {
    /// The tags of a chunk with their times in milliseconds. A header comes first and where the sound becomes another.
    fn of(&mut self, chunk: &[u8]) -> Vec<(Bytes, u32)> {
        let mut tags = Vec::new();
        let mut rest = chunk;
        while !rest.is_empty() {
            let Some((config, raw, hertz, length)) = config_of(rest) else {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            };
            // The times of RTMP go round after 49 days.
            let at = u32::try_from((self.frames * 1_000 / u64::from(hertz)) & u64::from(u32::MAX)).unwrap_or_default();
            if self.config.replace(config) != Some(config) {
                tags.push((tag(0, &config), at));
            }
            tags.push((tag(1, raw), at));
            self.frames += FRAME;
            rest = rest.get(length..).unwrap_or_default();
        }
        tags
    }
}

fn tag(kind: u8, body: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(body.len() + 2);
    out.put_slice(&[AAC, kind]);
    out.put_slice(body);
    out.freeze()
}
