//! WAV files.

use std::io::{self, Write};

use crate::buffer::Stereo;
use crate::rng::Rng;

/// How samples are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Frames a second.
    pub rate: u32,
    /// Bits a sample: 16 or 24.
    pub bits: u16,
}

/// A LIST/INFO chunk: four-letter names and values.
fn info(tags: &[([u8; 4], &str)]) -> Vec<u8> {
    let mut chunk = b"INFO".to_vec();
    for (name, value) in tags.iter().filter(|(_, value)| !value.is_empty()) {
        let mut text = value.as_bytes().to_vec();
        text.push(0);
        chunk.extend_from_slice(name);
        chunk.extend_from_slice(&(text.len() as u32).to_le_bytes());
        chunk.extend_from_slice(&text);
        if text.len() % 2 == 1 {
            chunk.push(0);
        }
    }
    chunk
}

/// Writes a stereo PCM file with its tags: header, tags, then the samples in blocks. 16-bit samples are dithered
/// with triangular noise.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut impl Write, sound: &Stereo, format: Format, tags: &[([u8; 4], &str)]) -> io::Result<()> {
    let width = u32::from(format.bits / 8);
    let data = sound.frames() as u32 * 2 * width;
    let list = info(tags);
    out.write_all(b"RIFF")?;
    out.write_all(&(4 + 24 + 8 + list.len() as u32 + 8 + data).to_le_bytes())?;
    out.write_all(b"WAVEfmt ")?;
    out.write_all(&16_u32.to_le_bytes())?;
    out.write_all(&1_u16.to_le_bytes())?;
    out.write_all(&2_u16.to_le_bytes())?;
    out.write_all(&format.rate.to_le_bytes())?;
    out.write_all(&(format.rate * 2 * width).to_le_bytes())?;
    out.write_all(&((2 * width) as u16).to_le_bytes())?;
    out.write_all(&format.bits.to_le_bytes())?;
    out.write_all(b"LIST")?;
    out.write_all(&(list.len() as u32).to_le_bytes())?;
    out.write_all(&list)?;
    out.write_all(b"data")?;
    out.write_all(&data.to_le_bytes())?;
    samples(out, sound, format)
}

fn samples(out: &mut impl Write, sound: &Stereo, format: Format) -> io::Result<()> {
    let mut noise = Rng::new(0x00D1_74E5);
    let mut block = Vec::with_capacity(8192 * 6);
    let scale = (1_i64 << (format.bits - 1)) as f32 - 1.0;
    for (left, right) in sound.left.chunks(8192).zip(sound.right.chunks(8192)) {
        block.clear();
        for sample in left.iter().zip(right).flat_map(|(l, r)| [*l, *r]) {
            // Digital silence stays silent, and fades end at true zero.
            let dither = if format.bits == 16 && sample != 0.0 { noise.unit() - noise.unit() } else { 0.0 };
            let exact = (sample * scale + dither).clamp(-scale, scale);
            let value = (exact + 0.5_f32.copysign(exact)) as i32;
            let bytes = value.to_le_bytes();
            let kept = if format.bits == 16 { bytes.get(..2) } else { bytes.get(..3) };
            block.extend_from_slice(kept.unwrap_or(&bytes));
        }
        out.write_all(&block)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_add_up() {
        let mut sound = Stereo::silence(1001);
        sound.left[5] = 0.5;
        for bits in [16, 24] {
            let mut file = Vec::new();
            write(&mut file, &sound, Format { rate: 44_100, bits }, &[(*b"INAM", "Odd"), (*b"IART", "Even!")]).unwrap();
            let riff = u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
            assert_eq!(file.len(), riff + 8);
            assert_eq!(&file[file.len() - 1001 * 2 * usize::from(bits / 8) - 8..][..4], b"data");
        }
    }
}
