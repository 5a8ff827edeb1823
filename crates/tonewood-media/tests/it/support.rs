//! Files to put in, and ways to look at what comes out.

use std::path::{Path, PathBuf};
use std::process::Command;

use media::{Limits, Media, MediaError, Probe, Refusal};
use tempfile::TempDir;

/// A client of the executable under test.
pub fn media() -> Media {
    Media::new(PathBuf::from(env!("CARGO_BIN_EXE_tonewood-media")), Limits::default())
}

/// Interleaved 16-bit samples: noise with a tone, the same every time.
pub fn samples(frames: usize, channels: usize, rate: u32) -> Vec<i16> {
    let mut state = 0x2545_f491_u32;
    let tone = |i: usize| (i as f64 * 440.0 / f64::from(rate) * std::f64::consts::TAU).sin() * 6000.0;
    (0..frames * channels)
        .map(|i| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (tone(i / channels) + f64::from((state >> 16) as i16) * 0.2) as i16
        })
        .collect()
}

/// A WAV file of 16-bit samples.
pub fn wav(samples: &[i16], channels: u16, rate: u32) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let format = [1, channels, 0, 0, 0, 0, channels * 2, 16];
    let mut fmt: Vec<u8> = format.iter().flat_map(|value| value.to_le_bytes()).collect();
    fmt[4..8].copy_from_slice(&rate.to_le_bytes());
    fmt[8..12].copy_from_slice(&(rate * u32::from(channels) * 2).to_le_bytes());
    riff(&[(b"fmt ", &fmt), (b"data", &data)])
}

/// A WAV file of samples that fill the upper of their 32 bits.
pub fn deep_wav(samples: &[i32], channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let width = usize::from(bits / 8);
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes().into_iter().skip(4 - width)).collect();
    let align = channels * bits / 8;
    let mut fmt: Vec<u8> = [1, channels].iter().flat_map(|value| value.to_le_bytes()).collect();
    fmt.extend(rate.to_le_bytes());
    fmt.extend((rate * u32::from(align)).to_le_bytes());
    fmt.extend([align, bits].iter().flat_map(|value| value.to_le_bytes()));
    riff(&[(b"fmt ", &fmt), (b"data", &data)])
}

/// A RIFF WAVE file of these chunks.
pub fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WAVE".to_vec();
    for (name, content) in chunks {
        body.extend_from_slice(*name);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend_from_slice(content);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// A folder for one test.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A stereo WAV of so many frames.
    pub fn wav(&self, name: &str, frames: usize, rate: u32) -> PathBuf {
        self.file(name, &wav(&samples(frames, 2, rate), 2, rate))
    }

    /// Lets ffmpeg make `name` of `input`.
    pub fn ffmpeg(&self, input: &Path, options: &[&str], name: &str) -> PathBuf {
        let output = self.path(name);
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-y", "-i"]).arg(input).args(options).arg(&output);
        let status = command.status().unwrap();
        assert!(status.success(), "{command:?}");
        output
    }

    /// Probes a file with this content.
    pub async fn probe_bytes(&self, bytes: &[u8]) -> Result<Probe, MediaError> {
        let path = self.file("upload", bytes);
        self.probe(&path).await
    }

    pub async fn probe(&self, path: &Path) -> Result<Probe, MediaError> {
        media().probe(path, &self.path("cover")).await
    }

    /// The refusal of a file with this content.
    pub async fn refusal(&self, bytes: &[u8]) -> Refusal {
        match self.probe_bytes(bytes).await {
            Err(MediaError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// A file, the rate it is to have where it is to be changed, and ffmpeg's name for its samples.
pub type Wanted<'a> = (&'a Path, Option<u32>, &'a str);

/// What ffmpeg decodes from several files, which lie in or are put into `folder`: to start it takes longer than to decode
/// some seconds.
pub fn decoded_together(folder: &Path, wanted: &[Wanted]) -> Vec<Vec<u8>> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y"]);
    for (path, ..) in wanted {
        command.arg("-i").arg(path);
    }
    let outputs: Vec<PathBuf> = (0..wanted.len()).map(|number| folder.join(format!("decoded-{number}"))).collect();
    for (number, ((_, rate, format), output)) in wanted.iter().zip(&outputs).enumerate() {
        command.args(["-map", &format!("{number}:a"), "-f", format]);
        if let Some(rate) = rate {
            command.args(["-ar", &rate.to_string()]);
        }
        command.arg(output);
    }
    let ran = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "", "{wanted:?}");
    outputs.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Samples of 16 bits.
pub fn shorts(bytes: &[u8]) -> Vec<i16> {
    bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

/// What ffmpeg decodes from a file: interleaved 16-bit samples, not resampled.
pub fn decoded(path: &Path) -> Vec<i16> {
    let output =
        Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(path).args(["-f", "s16le", "-"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", path.display());
    shorts(&output.stdout)
}

/// What ffmpeg decodes from a file, or another command with the same result: interleaved samples of 32 bits.
pub fn decoded_deep(path: &Path) -> Vec<i32> {
    let output =
        Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(path).args(["-f", "s32le", "-"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", path.display());
    output.stdout.as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(*four)).collect()
}

/// What ffprobe says, as `key=value` lines.
pub fn ffprobe(path: &Path, entries: &str) -> String {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "default=noprint_wrappers=1", "-show_entries", entries])
        .arg(path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// By how many frames `late` lags behind `early` (both interleaved with `channels`), within `range`, judged by the
/// first channel.
pub fn lag(early: &[i16], late: &[i16], channels: usize, range: std::ops::Range<i64>) -> i64 {
    let at = |samples: &[i16], frame: i64| {
        let index = usize::try_from(frame).ok().map(|frame| frame * channels);
        f64::from(index.and_then(|index| samples.get(index).copied()).unwrap_or(0))
    };
    let start = (early.len() / channels / 2) as i64;
    let likeness = |lag: i64| (start..start + 4000).map(|i| at(early, i) * at(late, i + lag)).sum::<f64>();
    range.max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).unwrap()
}

/// Makes the checksums of all pages of an Ogg file right again.
pub fn ogg_checksums(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|four| four == b"OggS") {
        let start = at + found;
        at = start + 4;
        let Some(segments) = bytes.get(start + 26).map(|count| usize::from(*count)) else { return };
        let Some(lengths) = bytes.get(start + 27..start + 27 + segments) else { return };
        let end = start + 27 + segments + lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
        let Some(page) = bytes.get_mut(start..end) else { return };
        page[22..26].fill(0);
        let checksum = page.iter().fold(0_u32, |crc, byte| {
            let shift = |crc: u32, _| if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 };
            (0..8).fold(crc ^ u32::from(*byte) << 24, shift)
        });
        page[22..26].copy_from_slice(&checksum.to_le_bytes());
    }
}
