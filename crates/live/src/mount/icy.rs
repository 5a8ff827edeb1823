//! Titles among the bytes: after every 16,000 bytes a length, in units of 16 bytes, and what plays.

use std::sync::Arc;

use bytes::Bytes;

use super::ring::Chunk;

/// Bytes between titles.
pub(super) const METADATA_EVERY: usize = 16_000;
/// Longest text: 255 units of 16 bytes without what surrounds it.
const LONGEST: usize = 255 * 16 - BEFORE.len() - BEHIND.len();
const BEFORE: &str = "StreamTitle='";
const BEHIND: &str = "';";

/// What plays, as it goes among the bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Title {
    /// Counts the changes; 0 is no title at all.
    number: u64,
    block: Bytes,
    song: Arc<str>,
}

impl Title {
    /// The title that comes after this one.
    pub fn next(&self, title: &str, artist: &str) -> Self {
        let song = song(title, artist);
        Self { number: self.number + 1, block: block(&song), song: song.into() }
    }

    /// How many titles there were, and this one as `Artist - Title`.
    pub fn song(&self) -> (u64, Arc<str>) {
        (self.number, Arc::clone(&self.song))
    }
}

/// What plays in one line.
fn song(title: &str, artist: &str) -> String {
    let mut text = match (artist.is_empty(), title.is_empty()) {
        (true, _) => title.to_owned(),
        (_, true) => artist.to_owned(),
        _ => format!("{artist} - {title}"),
    };
    text.retain(|c| !c.is_control());
    text
}

/// What plays as a block, its length first.
fn block(song: &str) -> Bytes {
    // There is no way to write what ends the text within it.
    let mut text = song.replace("';", "’;");
    text.truncate(text.floor_char_boundary(LONGEST));
    let text = format!("{BEFORE}{text}{BEHIND}");
    let units = text.len().div_ceil(16);
    let mut block = vec![0; 1 + units * 16];
    if let Some((length, body)) = block.split_first_mut() {
        *length = u8::try_from(units).unwrap_or(u8::MAX);
        body.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
    }
    block.into()
}

/// Where a listener is between two titles.
#[derive(Debug)]
pub(super) struct Icy {
    left: usize,
    sent: u64,
}

impl Default for Icy {
    fn default() -> Self {
        Self { left: METADATA_EVERY, sent: 0 }
    }
}

impl Icy {
    /// The bytes with what goes between them.
    pub fn interleave(&mut self, chunk: Chunk, into: &mut Vec<Bytes>) {
        let mut bytes = chunk.bytes;
        while bytes.len() >= self.left {
            into.push(bytes.split_to(self.left));
            self.left = METADATA_EVERY;
            into.push(if self.sent == chunk.title.number {
                Bytes::from_static(&[0])
            } else {
                chunk.title.block.clone()
            });
            self.sent = chunk.title.number;
        }
        if !bytes.is_empty() {
            self.left -= bytes.len();
            into.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a player makes of it: bytes and titles.
    fn play(wire: &[u8]) -> (Vec<u8>, Vec<String>) {
        let (mut audio, mut titles, mut at) = (Vec::new(), Vec::new(), 0);
        while at < wire.len() {
            let end = wire.len().min(at + METADATA_EVERY);
            audio.extend_from_slice(&wire[at..end]);
            let Some(units) = wire.get(at + METADATA_EVERY) else { break };
            let end = at + METADATA_EVERY + 1 + usize::from(*units) * 16;
            let text = String::from_utf8(wire[end - usize::from(*units) * 16..end].to_vec()).unwrap();
            if !text.is_empty() {
                let text = text.trim_end_matches('\0').strip_prefix(BEFORE).unwrap();
                assert_eq!(text.find(BEHIND), Some(text.len() - BEHIND.len()), "{text}");
                titles.push(text.strip_suffix(BEHIND).unwrap().to_owned());
            }
            at = end;
        }
        (audio, titles)
    }

    #[test]
    fn titles_lie_at_their_bytes() {
        let first = Title::default().next("Jóga", "Björk");
        let second = first.next("It's; a '; trap'", "");
        let audio: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let (mut icy, mut out) = (Icy::default(), Vec::new());
        for (number, bytes) in audio.chunks(4_000).enumerate() {
            let title = if number < 10 { first.clone() } else { second.clone() };
            icy.interleave(Chunk { bytes: Bytes::copy_from_slice(bytes), title }, &mut out);
        }
        let wire = out.concat();
        assert_eq!(wire[16_000], 2);
        assert_eq!(&wire[16_001..16_033], "StreamTitle='Björk - Jóga';\0\0\0".as_bytes());
        assert_eq!(wire[32_033], 0);
        let (heard, titles) = play(&wire);
        assert_eq!(heard, audio);
        assert_eq!(titles, ["Björk - Jóga", "It's; a ’; trap'"]);
    }

    proptest! {
        #[test]
        fn every_title_can_be_read(title in "(.|'|;){0,30}", times in 0_usize..300, sizes in proptest::collection::vec(1_usize..20_000, 1..12)) {
            let title = Title::default().next(&title.repeat(times), "A");
            let (mut icy, mut out, mut audio) = (Icy::default(), Vec::new(), Vec::new());
            for (number, size) in sizes.into_iter().enumerate() {
                let bytes = Bytes::from(vec![number as u8; size]);
                audio.extend_from_slice(&bytes);
                icy.interleave(Chunk { bytes, title: title.clone() }, &mut out);
            }
            let (heard, titles) = play(&out.concat());
            prop_assert_eq!(heard.len(), audio.len());
            prop_assert!(heard == audio && titles.len() <= 1);
        }
    }
}
