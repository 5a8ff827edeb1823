//! A media segment: one `moof` and its `mdat`.

use super::Units;
use super::boxes::{Writer, length};

/// The segment with `units`, the `number`th from 0, of which the first is the `first_unit`th of the stream. Every unit
/// lasts 1,024 frames, the last one of a track too: browsers trim by declared durations.
pub fn fragment(units: &Units, number: u32, first_unit: u64) -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"styp", |styp| styp.bytes(b"msdh").u32(0).bytes(b"msdhcmfs").end());
    // The offset of the media data counts from the start of `moof`, so its length must be known first.
    let moof_len = moof(units, number, first_unit, 0).len();
    out.bytes(&moof(units, number, first_unit, length(moof_len + 8)));
    out.boxed(b"mdat", |mdat| mdat.bytes(&units.data).end());
    out.0
}

fn moof(units: &Units, number: u32, first_unit: u64, offset: u32) -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"moof", |moof| {
        moof.full(b"mfhd", 0, 0, |mfhd| mfhd.u32(number + 1).end());
        moof.boxed(b"traf", |traf| {
            // Flags: the base is `moof`; default duration and flags are given.
            traf.full(b"tfhd", 0, 0x02_0028, |tfhd| tfhd.u32(1).u32(1024).u32(0x0200_0000).end());
            traf.full(b"tfdt", 1, 0, |tfdt| tfdt.u64(first_unit * 1024).end());
            // Flags: an offset, and a size per sample.
            traf.full(b"trun", 0, 0x0201, |trun| {
                trun.u32(length(units.count())).u32(offset);
                units.sizes.iter().for_each(|size| trun.u32(*size).end());
            });
        });
    });
    out.0
}
