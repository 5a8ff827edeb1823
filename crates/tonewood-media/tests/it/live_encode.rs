//! Renditions while they are made, judged by ffmpeg; and the recording, torn and cut.

use media::live::{CutJob, CutPiece, Encoded, LiveEncodeJob, LiveOutput, PART_FRAMES, PARTS, SEGMENT_FRAMES};
use media::{MediaError, Rung};

use crate::live::{LONG, assert_tone, encode, tone};
use crate::support::{Bench, decoded, decoded_deep, ffprobe, lag, media, samples};

const SEGMENT: usize = SEGMENT_FRAMES as usize;

fn floats(samples: &[i16]) -> Vec<f32> {
    samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect()
}

/// What a part says of itself: its segment, its number in it, its frames, whether it is the last.
type Said = (u64, u32, u32, bool);

/// Init segment and parts, and what the parts say of themselves.
fn joined(made: &[Encoded]) -> (Vec<u8>, Vec<Said>) {
    let (mut bytes, mut parts) = (Vec::new(), Vec::new());
    for encoded in made {
        match encoded {
            Encoded::Init(init) => bytes.extend(init),
            Encoded::Part { segment, part, frames, ends, bytes: content } => {
                bytes.extend(content);
                parts.push((*segment, *part, *frames, *ends));
            }
            other => panic!("{other:?}"),
        }
    }
    (bytes, parts)
}

#[tokio::test]
async fn a_rung_has_every_sample_in_its_place() {
    let bench = Bench::new();
    let frames = SEGMENT * 2 + PART_FRAMES as usize * 3 + 5000;
    let input = samples(frames, 2, 48_000);
    for rung in Rung::AAC {
        let made = encode(LiveOutput::Rung(rung), 7, &floats(&input)).await;
        assert!(matches!(made[0], Encoded::Init(_)));
        let (bytes, parts) = joined(&made);
        for (number, (segment, part, length, ends)) in parts.iter().enumerate() {
            let number = number as u32;
            assert_eq!((*segment, *part), (u64::from(7 + number / PARTS), number % PARTS));
            let last = number as usize + 1 == parts.len();
            assert_eq!(*length, if last { 5000 } else { PART_FRAMES });
            assert_eq!(*ends, last || part + 1 == PARTS);
        }
        assert_eq!(parts.iter().map(|part| part.2 as usize).sum::<usize>(), frames);
        let file = bench.file("rung.mp4", &bytes);
        let packets = ffprobe(&file, "packet=pts,duration");
        assert!(packets.starts_with(&format!("pts={}\n", 7 * SEGMENT)), "{}", &packets[..80]);
        // ffprobe takes every packet of AAC for a whole one, so the last one's length is read from the table itself.
        assert!(packets.contains(&format!("pts={}\n", 7 * SEGMENT + frames - 5000 % 1024)));
        let table = bytes.windows(4).rposition(|four| four == b"trun").unwrap();
        let number = |at: usize| u32::from_be_bytes(bytes[table + at..table + at + 4].try_into().unwrap());
        // Flags, a count, an offset, and of every unit the duration and the size.
        assert_eq!((number(4) & 0xfff, number(8), number(16 + 4 * 8), number(16)), (0x301, 5, 5000 % 1024, 1024));
        let output = decoded(&file);
        assert!(output.len() / 2 >= frames && output.len() / 2 < frames + 1024, "{}", output.len() / 2);
        assert_eq!(lag(&input, &output, 2, -2100..2100), 0, "{rung}");
    }
}

#[tokio::test]
async fn a_rung_goes_on_where_another_encoder_ended() {
    let bench = Bench::new();
    let input = tone(SEGMENT * 3);
    let first = encode(LiveOutput::Rung(Rung::Aac128), 0, &input[..SEGMENT * 2 + 50_000]).await;
    let second = encode(LiveOutput::Rung(Rung::Aac128), 1, &input[SEGMENT * 2..]).await;
    let whole: Vec<_> = first.into_iter().take(1 + PARTS as usize).chain(second.into_iter().skip(1)).collect();
    let (bytes, parts) = joined(&whole);
    assert_eq!(parts.len(), 3 * PARTS as usize);
    let file = bench.file("rung.mp4", &bytes);
    let pts: Vec<usize> = ffprobe(&file, "packet=pts").lines().map(|line| line[4..].parse().unwrap()).collect();
    assert!(pts.iter().enumerate().all(|(number, pts)| *pts == number * 1024));
    assert_tone(&floats(&decoded(&file)), "joined");
}

#[tokio::test]
async fn parts_come_while_samples_do() {
    let job = LiveEncodeJob { output: LiveOutput::Rung(Rung::Aac64), first_segment: 0 };
    let mut encoder = media().live_encode(&job).await.unwrap();
    // Less than 50 ms behind the end of the second part.
    encoder.input.write_samples(&tone(2 * PART_FRAMES as usize + 2400)).await.unwrap();
    for _ in 0..3 {
        tokio::time::timeout(LONG, encoder.output.next()).await.unwrap().unwrap().unwrap();
    }
}

#[tokio::test]
async fn mounts_get_whole_frames() {
    let bench = Bench::new();
    let input = tone(48_000 * 5);
    for (output, name, bytes_per_second) in
        [(LiveOutput::Mp3, "mount.mp3", 24_000), (LiveOutput::Adts, "mount.aac", 16_000)]
    {
        let mut bytes = Vec::new();
        for encoded in encode(output, 3, &input).await {
            let Encoded::Chunk(chunk) = encoded else { panic!("{encoded:?}") };
            assert!(chunk[0] == 0xff && chunk.len() <= bytes_per_second / 5, "{name}: {}", chunk.len());
            bytes.extend(chunk);
        }
        let output = decoded(&bench.file(name, &bytes));
        assert!((48_000 * 5..48_000 * 5 + 8000).contains(&(output.len() / 2)), "{name}: {}", output.len() / 2);
        assert_tone(&floats(&output), name);
    }
}

/// Header and stretches of a recording.
async fn record(first: u64, input: &[i16]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let (mut header, mut stretches, mut left) = (Vec::new(), Vec::new(), input.len() / 2);
    for encoded in encode(LiveOutput::Recording, first, &floats(input)).await {
        match encoded {
            Encoded::Init(bytes) => header = bytes,
            Encoded::Stretch { segment, frames, bytes } => {
                assert_eq!((segment, frames as usize), (first + stretches.len() as u64, left.min(SEGMENT)));
                left -= frames as usize;
                stretches.push(bytes);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(left, 0);
    (header, stretches)
}

#[tokio::test]
async fn a_torn_recording_with_a_gap_is_played_and_cut_to_the_bit() {
    let bench = Bench::new();
    let input = samples(SEGMENT * 3 + 10_001, 2, 48_000);
    // A run that was cut off, and one that began two segments later.
    let (header, mut stretches) = record(0, &input[..SEGMENT * 2 + 2 * 10_001]).await;
    stretches.extend(record(4, &input[SEGMENT * 2 + 2 * 10_001..]).await.1);
    let torn = record(6, &input).await.1[0][..100_000].to_vec();
    let file = bench.file("recording.flac", &[header, stretches.concat(), torn].concat());
    let played = std::process::Command::new("ffmpeg")
        .args(["-v", "quiet", "-i"])
        .arg(&file)
        .args(["-f", "s16le", "-"])
        .output()
        .unwrap();
    assert!(played.status.success() && played.stdout.len() >= input.len() * 2, "{}", played.stdout.len());
    let heard: Vec<i16> = played.stdout.as_chunks::<2>().0.iter().map(|two| i16::from_le_bytes(*two)).collect();
    assert_eq!(heard[..input.len()], input[..], "ffmpeg hears something else");

    let ends = [(0, Some(100_000)), (100_000, Some(100_001)), (100_001, None)];
    let output = |number: usize| bench.path(&format!("piece{number}.flac"));
    let piece = |(number, (from, until)): (usize, (u64, Option<u64>))| CutPiece { from, until, output: output(number) };
    let job = CutJob { input: file.clone(), pieces: ends.into_iter().enumerate().map(piece).collect(), peaks: 1000 };
    let mut told = Vec::new();
    let cut = media().cut(&job, |done| told.push(done)).await.unwrap();
    assert!(cut.frames as usize > input.len() / 2 && (cut.frames as usize) < input.len() / 2 + SEGMENT);
    assert_eq!((cut.peaks.len(), told.is_sorted(), told.is_empty()), (1000, true, false));
    let loudest = input.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
    assert_eq!(
        cut.peaks.iter().max().copied().map(u16::from),
        Some((f32::from(loudest) / 32_768.0 * 255.0).round() as u16)
    );
    let pieces: Vec<Vec<i32>> = (0..3).map(|number| decoded_deep(&output(number))).collect();
    assert_eq!(pieces.iter().map(Vec::len).sum::<usize>(), cut.frames as usize * 2);
    assert_eq!((pieces[0].len(), pieces[1].len()), (200_000, 2));
    let whole: Vec<i32> = pieces.concat().into_iter().take(input.len()).collect();
    assert!(input.iter().map(|sample| i32::from(*sample) << 16).eq(whole), "samples are not what was recorded");
    assert_eq!(
        ffprobe(&output(0), "stream=duration_ts,bits_per_raw_sample"),
        "duration_ts=100000\nbits_per_raw_sample=24\n"
    );

    let nothing = CutPiece { from: cut.frames, until: None, output: bench.path("nothing.flac") };
    let error = media().cut(&CutJob { pieces: vec![nothing], ..job }, |_| ()).await.unwrap_err();
    assert!(matches!(&error, MediaError::Refused(refusal) if refusal.code == "empty_piece"), "{error:?}");
}

#[tokio::test]
async fn a_recording_without_a_sound_is_refused() {
    let bench = Bench::new();
    let (header, _) = record(0, &[]).await;
    for bytes in [header.as_slice(), b"", b"not a recording, whatever it may be called by"] {
        let job = CutJob { input: bench.file("none.flac", bytes), pieces: Vec::new(), peaks: 10 };
        let error = media().cut(&job, |_| ()).await.unwrap_err();
        assert!(matches!(&error, MediaError::Refused(_)), "{error:?}");
    }
}
