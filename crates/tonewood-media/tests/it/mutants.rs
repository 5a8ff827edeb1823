//! Damaged files by the thousand, through the executable under its limits: each is accepted, or refused with a reason,
//! quickly and in little memory.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use media::{DownloadFormat, DownloadJob, Limits, Media, MediaError};

use crate::support::{Bench, ogg_checksums};

/// Mutants in `bin/test`, and with TONEWOOD_LONG=1.
const MANY: [usize; 2] = [1_000, 10_000];
/// What each may use: the limits of the house, but time.
const LONGEST: Duration = Duration::from_secs(10);
/// What some are made into.
const LOSSY: [DownloadFormat; 4] =
    [DownloadFormat::Mp3_320, DownloadFormat::Mp3V0, DownloadFormat::Aac, DownloadFormat::Opus];
/// Processes at once.
const AT_ONCE: usize = 2;

/// One short file of each kind, with tags and a cover.
fn files(bench: &Bench) -> Vec<(&'static str, Vec<u8>)> {
    let source = bench.wav("source.wav", 44_100, 44_100);
    let cover =
        bench.ffmpeg(&source, &["-f", "lavfi", "-i", "color=red:s=64x64", "-map", "1:v", "-frames:v", "1"], "c.jpg");
    let tags = ["-metadata", "title=Wald", "-metadata", "artist=Die Wäldler", "-metadata", "track=3/9"];
    let made =
        |options: &[&str], name: &str| std::fs::read(bench.ffmpeg(&source, &[options, &tags].concat(), name)).unwrap();
    let picture =
        ["-i", cover.to_str().unwrap(), "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"];
    let with_cover = |options: &[&str], name: &str| made(&[&picture, options].concat(), name);
    vec![
        ("wav", made(&["-c:a", "pcm_s16le", "-write_id3v2", "1"], "a.wav")),
        ("wav float", made(&["-c:a", "pcm_f32le"], "b.wav")),
        ("aiff", made(&["-c:a", "pcm_s24be", "-write_id3v2", "1"], "c.aiff")),
        ("flac", with_cover(&[], "d.flac")),
        ("alac", with_cover(&["-c:a", "alac"], "e.m4a")),
        ("aac", with_cover(&["-c:a", "aac", "-movflags", "+faststart"], "f.m4a")),
        ("fragments", made(&["-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"], "g.mp4")),
        ("adts", made(&[], "h.aac")),
        ("mp3", with_cover(&["-q:a", "4"], "i.mp3")),
        ("vorbis", made(&[], "j.ogg")),
        ("opus", made(&[], "k.opus")),
        ("flac in ogg", made(&["-c:a", "flac"], "l.oga")),
    ]
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// The `number`th mutant: what was done to which file.
fn mutant(files: &[(&'static str, Vec<u8>)], number: usize) -> (String, Vec<u8>) {
    let mut chance = Chance((number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (name, original) = &files[number % files.len()];
    let mut bytes = original.clone();
    let kind = chance.below(8);
    // Half of the blows go to the headers, where they hurt most.
    let reach = if chance.below(2) == 0 { bytes.len().min(2_000) } else { bytes.len() };
    let at = chance.below(reach);
    let what = match kind {
        0 => {
            for _ in 0..=chance.below(40) {
                let at = chance.below(reach);
                bytes[at] ^= 1 << chance.below(8);
            }
            "bits flipped"
        }
        1 => {
            let end = (at + 1 + chance.below(8_000)).min(bytes.len());
            bytes[at..end].fill(0);
            "a hole"
        }
        2 => {
            bytes.truncate(at);
            "cut"
        }
        3 => {
            let (_, other) = &files[chance.below(files.len())];
            let from = chance.below(other.len());
            let part = &other[from..(from + 1 + chance.below(4_000)).min(other.len())];
            let end = if chance.below(2) == 0 { at } else { (at + part.len()).min(bytes.len()) };
            bytes.splice(at..end, part.iter().copied());
            "spliced"
        }
        4 | 5 => {
            let value = [0, 1, 0x7f, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, u32::MAX][chance.below(8)];
            let value = if chance.below(2) == 0 { value.to_be_bytes() } else { value.to_le_bytes() };
            // Behind four letters, more often than not, as lengths stand in chunks and boxes.
            let letters = |four: &[u8]| four.iter().all(u8::is_ascii_graphic);
            let found = bytes[at..].windows(4).position(letters).map_or(at, |found| at + found);
            let at = if kind == 4 { found + 4 } else { found.saturating_sub(4) };
            bytes.iter_mut().skip(at).zip(value).for_each(|(to, from)| *to = from);
            "a length"
        }
        6 => {
            let end = (at + 1 + chance.below(512)).min(bytes.len());
            bytes[at..end].fill_with(|| chance.next() as u8);
            "fuzz"
        }
        _ => {
            let end = (at + 1 + chance.below(4_000)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            let to = chance.below(bytes.len());
            if chance.below(2) == 0 {
                bytes.drain(at..end);
            } else {
                bytes.splice(to..to, part);
            }
            "moved"
        }
    };
    // With right checksums, damage in Ogg gets as far as the decoders.
    if bytes.starts_with(b"OggS") && chance.below(2) == 0 {
        ogg_checksums(&mut bytes);
    }
    (format!("mutant {number}: {name}, {what}"), bytes)
}

#[derive(Debug, Default)]
struct Count {
    accepted: usize,
    refused: usize,
    died: usize,
    slowest: Duration,
}

async fn work(bench: &Bench, files: &[(&'static str, Vec<u8>)], numbers: impl Iterator<Item = usize>) -> Count {
    let limits = Limits { cpu_seconds: LONGEST.as_secs(), wall: LONGEST, ..Limits::default() };
    let media = Media::new(PathBuf::from(env!("CARGO_BIN_EXE_tonewood-media")), limits);
    let mut count = Count::default();
    for number in numbers {
        let (name, bytes) = mutant(files, number);
        let path = bench.file(&format!("mutant-{number}"), &bytes);
        let start = Instant::now();
        let outcome = media.probe(&path, &bench.path(&format!("cover-{number}"))).await;
        count.slowest = count.slowest.max(start.elapsed());
        match &outcome {
            Ok(probe) => {
                assert!(probe.frames > 0, "{name}: {probe:?}");
                count.accepted += 1;
                // What was accepted can be used.
                if number % 5 == 0 {
                    let format = LOSSY[number / 5 % LOSSY.len()];
                    let output = bench.path(&format!("download-{number}"));
                    let tags = probe.tags.clone();
                    let job = DownloadJob { input: path.clone(), output: output.clone(), format, tags, cover: None };
                    media.download(&job, |_| ()).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
                    std::fs::remove_file(output).unwrap();
                }
            }
            Err(MediaError::Refused(refusal)) => {
                assert!(refusal.message.ends_with('.') && refusal.message.len() > 40, "{name}: {refusal:?}");
                count.refused += 1;
            }
            Err(MediaError::Died { stderr_tail, .. }) => {
                assert_eq!(
                    outcome.as_ref().unwrap_err().refusal().unwrap().code,
                    "decoder_died",
                    "{name}: {outcome:?}"
                );
                eprintln!("{name}: {stderr_tail}");
                count.died += 1;
            }
            Err(error) => panic!("{name}: {error:?}"),
        }
        std::fs::remove_file(path).unwrap();
        let _ = std::fs::remove_file(bench.path(&format!("cover-{number}")));
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "a test is told by the environment how long it may take")]
async fn no_mutant_does_harm() {
    let long = std::env::var_os("TONEWOOD_LONG").is_some();
    let many = MANY[usize::from(long)];
    let bench = std::sync::Arc::new(Bench::new());
    let files = std::sync::Arc::new(files(&bench));
    let workers: Vec<_> = (0..AT_ONCE)
        .map(|first| {
            let (bench, files) = (bench.clone(), files.clone());
            tokio::spawn(async move { work(&bench, &files, (first..many).step_by(AT_ONCE)).await })
        })
        .collect();
    let mut all = Count::default();
    for worker in workers {
        let count = worker.await.unwrap();
        all.accepted += count.accepted;
        all.refused += count.refused;
        all.died += count.died;
        all.slowest = all.slowest.max(count.slowest);
    }
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN).unwrap();
    let megabytes = usage.max_rss() / 1024;
    eprintln!("{many} mutants: {all:?}, {megabytes} MB at most");
    assert_eq!(all.accepted + all.refused + all.died, many);
    assert!(all.accepted > many / 20 && all.refused > many / 4, "{all:?}");
    assert!(megabytes <= 512, "{megabytes} MB");
    // A crash is an answer, but not one that readers should have to give often.
    assert!(all.died <= many / 100, "{all:?}");
}
