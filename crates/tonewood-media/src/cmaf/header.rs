//! The table of contents, `moov`, for fragments and for progressive files.

use super::boxes::{Writer, length};
use super::{Coding, Stream};

const MATRIX: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// The init segment: without an edit list, because browsers cut the priming off by the player's word.
pub fn init(stream: &Stream) -> Vec<u8> {
    let mut out = Writer::default();
    out.boxed(b"ftyp", |ftyp| {
        ftyp.bytes(b"iso6").u32(0).bytes(b"iso6cmfcmp41");
    });
    out.boxed(b"moov", |moov| {
        movie_header(moov, stream.rate, 0);
        moov.boxed(b"trak", |trak| {
            track_header(trak, 0);
            media(trak, stream, (stream.rate, 0), |table| {
                table.full(b"stts", 0, 0, |stts| stts.u32(0).end());
                table.full(b"stsc", 0, 0, |stsc| stsc.u32(0).end());
                table.full(b"stsz", 0, 0, |stsz| stsz.u64(0).end());
                table.full(b"stco", 0, 0, |stco| stco.u32(0).end());
            });
        });
        moov.boxed(b"mvex", |mvex| {
            // Every sample depends on no other, unless a fragment says so.
            mvex.full(b"trex", 0, 0, |trex| trex.u32(1).u32(1).u32(1024).u32(0).u32(0x0200_0000).end());
        });
    });
    out.0
}

/// `mvhd` with a duration in frames.
pub fn movie_header(moov: &mut Writer, rate: u32, duration: u64) {
    moov.full(b"mvhd", 1, 0, |mvhd| {
        mvhd.u64(0).u64(0).u32(rate).u64(duration).u32(0x0001_0000).u16(0x0100).zeros(10);
        MATRIX.iter().for_each(|value| mvhd.u32(*value).end());
        mvhd.zeros(24).u32(2);
    });
}

/// `tkhd` with a duration in units of the movie.
pub fn track_header(trak: &mut Writer, duration: u64) {
    trak.full(b"tkhd", 1, 3, |tkhd| {
        tkhd.u64(0).u64(0).u32(1).u32(0).u64(duration).zeros(8).u16(0).u16(0).u16(0x0100).u16(0);
        MATRIX.iter().for_each(|value| tkhd.u32(*value).end());
        tkhd.u64(0);
    });
}

/// `mdia` with a time scale, a duration in it and the tables that `tables` writes.
pub fn media(trak: &mut Writer, stream: &Stream, (scale, duration): (u32, u64), tables: impl FnOnce(&mut Writer)) {
    trak.boxed(b"mdia", |mdia| {
        mdia.full(b"mdhd", 1, 0, |mdhd| {
            // 0x55c4 is the language "und".
            mdhd.u64(0).u64(0).u32(scale).u64(duration).u16(0x55c4).u16(0);
        });
        mdia.full(b"hdlr", 0, 0, |hdlr| hdlr.u32(0).bytes(b"soun").zeros(12).bytes(b"sound\0").end());
        mdia.boxed(b"minf", |minf| {
            minf.full(b"smhd", 0, 0, |smhd| smhd.u32(0).end());
            minf.boxed(b"dinf", |dinf| {
                dinf.full(b"dref", 0, 0, |dref| {
                    dref.u32(1).full(b"url ", 0, 1, |_| ());
                });
            });
            minf.boxed(b"stbl", |table| {
                table.full(b"stsd", 0, 0, |stsd| {
                    stsd.u32(1);
                    sample_entry(stsd, stream);
                });
                tables(table);
            });
        });
    });
}

fn sample_entry(stsd: &mut Writer, stream: &Stream) {
    match &stream.coding {
        Coding::Aac { bitrate, config } => stsd.boxed(b"mp4a", |entry| {
            sound(entry, stream, 16);
            aac(entry, *bitrate, config);
        }),
        Coding::Alac { bits, cookie } => stsd.boxed(b"alac", |entry| {
            sound(entry, stream, *bits);
            entry.full(b"alac", 0, 0, |alac| alac.bytes(cookie).end());
        }),
        Coding::Flac { bits, info } => stsd.boxed(b"fLaC", |entry| {
            sound(entry, stream, *bits);
            // One metadata block, which is the last (0x80), of the kind STREAMINFO (0).
            entry.full(b"dfLa", 0, 0, |blocks| blocks.u32(0x8000_0000 | length(info.len())).bytes(info).end());
        }),
    }
}

/// What every sample entry for sound begins with.
fn sound(entry: &mut Writer, stream: &Stream, bits: u16) {
    // The rate has 16 bits here. What does not fit stands in the codec's own part; here stands as much of it as fits after
    // halving.
    let halved = (0..4).map(|times| stream.rate >> times).filter(|rate| stream.rate.is_multiple_of(*rate));
    let rate = halved.filter_map(|rate| u16::try_from(rate).ok()).next().unwrap_or(u16::MAX);
    entry.zeros(6).u16(1).zeros(8).u16(stream.channels).u16(bits).u32(0).u16(rate).u16(0);
}

fn aac(entry: &mut Writer, bitrate: u32, config: &[u8]) {
    entry.full(b"esds", 0, 0, |esds| {
        esds.descriptor(0x03, |stream_descriptor| {
            stream_descriptor.u16(0).bytes(&[0]).descriptor(0x04, |decoder| {
                decoder.bytes(&[0x40, 0x15, 0, 0, 0]).u32(bitrate).u32(bitrate);
                decoder.descriptor(0x05, |inner| inner.bytes(config).end());
            });
            stream_descriptor.descriptor(0x06, |sync| sync.bytes(&[2]).end());
        });
    });
}
