//! A media segment: one `moof` and its `mdat`.

use super::Units;
use super::boxes::{Writer, length};

/// What stands before the data of the segment with `units`, the `number`th from 0, which begins `start` frames after the
/// beginning of the stream. Every unit has its true length, the last one of a track too: browsers trim by declared
/// durations.
pub fn fragment(units: &Units, number: u32, start: u64) -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"styp", |styp| styp.bytes(b"msdh").u32(0).bytes(b"msdhcmfs").end());
    // The offset of the media data counts from the start of `moof`, so its length must be known first.
    let moof_len = moof(units, number, start, 0).len();
    out.bytes(&moof(units, number, start, length(moof_len + 8)));
    out.u32(length(units.data.len() + 8)).bytes(b"mdat");
    out.0
}

fn moof(units: &Units, number: u32, start: u64, offset: u32) -> Vec<u8> {
    let usual = units.sizes.first().map_or(0, |(_, duration)| *duration);
    let all_usual = units.sizes.iter().all(|(_, duration)| *duration == usual);
    let mut out = Writer::default();
    out.boxed(b"moof", |moof| {
        moof.full(b"mfhd", 0, 0, |mfhd| mfhd.u32(number + 1).end());
        moof.boxed(b"traf", |traf| {
            // Flags: the base is `moof`; default duration and flags are given.
            traf.full(b"tfhd", 0, 0x02_0028, |tfhd| tfhd.u32(1).u32(usual).u32(0x0200_0000).end());
            traf.full(b"tfdt", 1, 0, |tfdt| tfdt.u64(start).end());
            // Flags: an offset, and a size per sample, and if they differ a duration before it.
            let flags = if all_usual { 0x0201 } else { 0x0301 };
            traf.full(b"trun", 0, flags, |trun| {
                trun.u32(length(units.sizes.len())).u32(offset);
                for (size, duration) in &units.sizes {
                    if !all_usual {
                        trun.u32(*duration);
                    }
                    trun.u32(*size);
                }
            });
        });
    });
    out.0
}
