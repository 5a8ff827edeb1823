//! Elements of EBML: a name, a length, a content.

/// Names of elements.
pub mod id {
    pub const EBML: u32 = 0x1a45_dfa3;
    pub const SEGMENT: u32 = 0x1853_8067;
    pub const TRACKS: u32 = 0x1654_ae6b;
    pub const TRACK: u32 = 0xae;
    pub const TRACK_NUMBER: u32 = 0xd7;
    pub const CODEC: u32 = 0x86;
    pub const CODEC_SETUP: u32 = 0x63a2;
    pub const CLUSTER: u32 = 0x1f43_b675;
    pub const GROUP: u32 = 0xa0;
    pub const BLOCK: u32 = 0xa1;
    pub const SIMPLE_BLOCK: u32 = 0xa3;
    /// What may stand between: it has nothing to play. Void, checksum, contents, information, tags, cues, chapters,
    /// attachments; times, positions, lengths and additions of clusters and groups.
    pub const OTHERS: [u32; 19] = [
        0xec,
        0xbf,
        0x114d_9b74,
        0x1549_a966,
        0x1254_c367,
        0x1c53_bb6b,
        0x1043_a770,
        0x1941_a469,
        0xe7,
        0xa7,
        0xab,
        0x5854,
        0x9b,
        0xfb,
        0x75a1,
        0x75a2,
        0xfa,
        0xa4,
        0xaf,
    ];
}

/// Name, length of the content (`None` if it is not known) and length of both.
pub struct Element {
    /// Name.
    pub id: u32,
    /// Length of the content, if it is known.
    pub length: Option<usize>,
    /// Bytes before the content.
    pub head: usize,
}

/// Why there is no element.
pub enum No {
    /// More bytes are needed.
    Short,
    /// What stands there is none.
    Element,
}

impl Element {
    /// The element that `bytes` begin with.
    pub fn read(bytes: &[u8]) -> Result<Self, No> {
        let first = *bytes.first().ok_or(No::Short)?;
        let id_len = first.leading_zeros() as usize + 1;
        if id_len > 4 {
            return Err(No::Element);
        }
        let id = number(bytes.get(..id_len).ok_or(No::Short)?);
        let rest = bytes.get(id_len..).unwrap_or_default();
        let (length, length_len) = variable(rest)?;
        let unknown = length == (1 << (7 * length_len)) - 1;
        let length = if unknown { None } else { Some(usize::try_from(length).map_err(|_| No::Element)?) };
        Ok(Self { id: u32::try_from(id).map_err(|_| No::Element)?, length, head: id_len + length_len })
    }
}

/// A number of variable length, and its length.
pub fn variable(bytes: &[u8]) -> Result<(u64, usize), No> {
    let first = *bytes.first().ok_or(No::Short)?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return Err(No::Element);
    }
    let value = number(bytes.get(..len).ok_or(No::Short)?);
    Ok((value & ((1 << (7 * len)) - 1), len))
}

/// Big endian, of any length up to 8.
pub fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The elements that `bytes` consist of, as names and contents, up to the first that is not whole.
pub fn children(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let element = Element::read(rest).ok()?;
        let end = element.head.checked_add(element.length?)?;
        let content = rest.get(element.head..end)?;
        rest = rest.get(end..)?;
        Some((element.id, content))
    })
}
