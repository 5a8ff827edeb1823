//! WebM as browsers record it: clusters of unknown length, Opus packets in simple blocks.

use super::buffer::{Buffer, position};
use super::decode::Dialect;
use super::ogg_track::Track;
use super::out::Out;
use super::refusals;
use super::webm_elements::{Element, No, children, id, number, variable};
use crate::error::Error;

/// Longest block believed; Opus needs a fiftieth of it.
const LONGEST_BLOCK: usize = 64 << 10;
/// Longest element that has nothing to play, or tells of tracks.
const LONGEST_OTHER: usize = 1 << 20;

/// A stream of clusters.
#[derive(Default)]
pub struct WebM {
    buffer: Buffer,
    /// Bytes of an element that are passed over.
    skip: usize,
    /// Whether the place is lost: a cluster or a new beginning is looked for.
    lost: bool,
    /// Number of the track that is played, and what decodes it.
    track: Option<(u64, Track)>,
    samples: Vec<f32>,
}

/// What was done with the element in front.
enum Step {
    Used,
    Short,
    Lost,
}

impl WebM {
    fn step(&mut self, out: &mut Out<'_>) -> Result<Step, Error> {
        if self.skip > 0 {
            let skipped = self.skip.min(self.buffer.rest().len());
            self.skip -= skipped;
            self.buffer.pass(skipped);
        }
        let rest = self.buffer.rest();
        let element = match Element::read(rest) {
            Ok(element) => element,
            Err(No::Short) => return Ok(Step::Short),
            Err(No::Element) => return Ok(Step::Lost),
        };
        let longest = match element.id {
            // Their contents are taken one by one.
            id::SEGMENT | id::CLUSTER | id::GROUP => {
                self.buffer.pass(element.head);
                return Ok(Step::Used);
            }
            id::SIMPLE_BLOCK | id::BLOCK => LONGEST_BLOCK,
            _ => LONGEST_OTHER,
        };
        let Some(length) = element.length.filter(|length| *length <= longest) else { return Ok(Step::Lost) };
        let end = element.head + length;
        match element.id {
            id::EBML => self.track = None,
            id::TRACKS | id::SIMPLE_BLOCK | id::BLOCK => {
                let Some(content) = rest.get(element.head..end).map(<[u8]>::to_vec) else { return Ok(Step::Short) };
                if element.id == id::TRACKS {
                    self.tracks(&content, out)?;
                } else {
                    self.block(&content, out)?;
                }
            }
            other if id::OTHERS.contains(&other) => {}
            _ => return Ok(Step::Lost),
        }
        out.understood();
        self.skip = end;
        Ok(Step::Used)
    }

    /// Chooses the first track that can be played.
    fn tracks(&mut self, tracks: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        let mut others = Vec::new();
        for (_, track) in children(tracks).filter(|(name, _)| *name == id::TRACK) {
            let child = |wanted| children(track).find(|(name, _)| *name == wanted).map(|(_, content)| content);
            let codec = child(id::CODEC).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
            if codec != "A_OPUS" {
                others.push(codec);
                continue;
            }
            let setup = child(id::CODEC_SETUP).unwrap_or_default();
            if let Some(track) = Track::begin(setup, out)? {
                self.track = Some((number(child(id::TRACK_NUMBER).unwrap_or_default()), track));
                return Ok(());
            }
        }
        let others = others.join(", ");
        Err(refusals::unsupported_codec(&format!("WebM without Opus ({others})")).into())
    }

    /// Decodes a block: number of its track, two bytes of time, one of flags, and a packet.
    fn block(&mut self, block: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        let Some((wanted, track)) = &mut self.track else { return Ok(()) };
        let Ok((number, len)) = variable(block) else { return Ok(()) };
        let Some((flags, packet)) = block.get(len + 2..).and_then(<[u8]>::split_first) else { return Ok(()) };
        // Packets in one block together are not what browsers send, so it is damage.
        if number != *wanted || flags & 0x06 != 0 {
            return Ok(());
        }
        self.samples.clear();
        track.packet(packet, out, &mut self.samples)?;
        out.samples(track.unskipped(&self.samples))
    }

    /// Looks for the next place where reading can go on; whether there is one.
    fn search(&mut self) -> bool {
        let rest = self.buffer.rest();
        let marks = [id::CLUSTER, id::EBML].map(u32::to_be_bytes);
        let found = marks.iter().filter_map(|mark| position(rest, 0, mark)).min();
        self.buffer.pass(found.unwrap_or(rest.len().saturating_sub(3)));
        found.is_some()
    }
}

impl Dialect for WebM {
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        self.buffer.push(bytes);
        loop {
            if self.lost {
                if !self.search() {
                    return Ok(());
                }
                self.lost = false;
            }
            match self.step(out)? {
                Step::Used => {}
                Step::Short => return Ok(()),
                Step::Lost => {
                    self.buffer.pass(1);
                    self.lost = true;
                }
            }
        }
    }

    fn end(&mut self, _out: &mut Out<'_>) -> Result<(), Error> {
        Ok(())
    }
}
