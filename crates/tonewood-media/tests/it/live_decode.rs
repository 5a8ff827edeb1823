//! Sources in every dialect, whole, joined in the middle, damaged, and none at all.

use media::MediaError;
use media::live::{LiveDecodeJob, LiveFacts};
use tokio::io::AsyncWriteExt;

use crate::live::{Heard, LONG, assert_tone, decode, source};
use crate::support::media;

/// How ffmpeg is told, what the source calls it, what it is, and how many frames may be more or less at 48 kHz.
type Dialect = (&'static str, &'static str, (&'static str, u32, u16), usize);

const DIALECTS: [Dialect; 11] = [
    ("-c:a libmp3lame -b:a 128k -ac 2 -f mp3", "audio/mpeg", ("MP3", 44_100, 2), 4000),
    ("-acodec libmp3lame -ab 32k -ac 1 -content_type audio/mpeg -f mp3", "audio/mpeg", ("MP3", 44_100, 1), 4000),
    ("-c:a libmp3lame -q:a 2 -ar 22050 -ac 2 -write_xing 0 -f mp3", "audio/mpeg", ("MP3", 22_050, 2), 8000),
    ("-c:a aac -b:a 96k -ac 2 -f adts", "audio/aac", ("AAC", 44_100, 2), 4000),
    ("-c:a libvorbis -ac 2 -page_duration 100000 -f ogg", "application/ogg", ("Vorbis", 44_100, 2), 10),
    ("-c:a libopus -b:a 96k -ac 2 -page_duration 100000 -f ogg", "audio/ogg", ("Opus", 48_000, 2), 10),
    (
        "-c:a libopus -b:a 48k -ac 1 -f webm -live 1 -cluster_time_limit 500",
        "audio/webm;codecs=opus",
        ("Opus", 48_000, 1),
        2000,
    ),
    ("-c:a flac -ac 2 -page_duration 100000 -f ogg", "audio/ogg", ("FLAC", 44_100, 2), 1),
    ("-c:a flac -ar 48000 -sample_fmt s32 -ac 2 -f flac", "audio/flac", ("FLAC", 48_000, 2), 1),
    ("-c:a flac -ac 1 -f flac", "audio/x-flac", ("FLAC", 44_100, 1), 1),
    ("-ac 2 -f f32le", "audio/x-f32le;rate=44100;channels=2", ("PCM", 44_100, 2), 1),
];

fn assert_facts(heard: &Heard, (codec, sample_rate, channels): (&str, u32, u16)) {
    let facts = LiveFacts { codec: codec.to_owned(), sample_rate, channels };
    assert_eq!((&heard.facts, &heard.refused), (&vec![facts], &None));
}

#[tokio::test]
async fn every_dialect_is_understood() {
    for (options, content_type, facts, tolerance) in DIALECTS {
        let heard = decode(content_type, &source(6, options)).await;
        assert_facts(&heard, facts);
        let off = heard.frames().abs_diff(6 * 48_000);
        assert!(off <= tolerance, "{options}: {} frames", heard.frames());
        assert_tone(&heard.samples, options);
    }
}

#[tokio::test]
async fn sound_comes_while_the_source_goes_on() {
    for (options, content_type, ..) in DIALECTS {
        let bytes = source(4, options);
        let job = LiveDecodeJob { content_type: content_type.to_owned() };
        let decoder = media().live_decode(&job).await.unwrap();
        let (mut input, mut output) = (decoder.input, decoder.output);
        let wanted = (4 * 48_000) - 12_000;
        let read = async {
            let mut heard = Heard::default();
            while heard.frames() < wanted {
                heard.take(output.next().await.unwrap().unwrap());
            }
        };
        // The input stays open: nothing of what is waited for comes because of its end.
        let both = async { tokio::join!(input.write_all(&bytes), read) };
        tokio::time::timeout(LONG, both).await.unwrap_or_else(|_| panic!("{options}: too late")).0.unwrap();
    }
}

#[tokio::test]
async fn a_source_is_joined_anywhere() {
    for (options, content_type) in [
        (DIALECTS[0].0, "audio/mpeg"),
        (DIALECTS[3].0, "audio/aac"),
        ("-c:a flac -ac 2 -f flac", "audio/flac"),
        // It says one thing and sends another.
        (DIALECTS[3].0, "audio/mpeg"),
    ] {
        let bytes = source(6, options);
        let heard = decode(content_type, &bytes[bytes.len() / 3 + 7..]).await;
        assert_eq!((heard.facts.len(), &heard.refused), (1, &None), "{options}");
        assert!((180_000..215_000).contains(&heard.frames()), "{options}: {}", heard.frames());
        assert_tone(&heard.samples, options);
    }
}

#[tokio::test]
async fn an_id3_tag_with_a_picture_is_passed_over() {
    let mut bytes = b"ID3\x04\0\0\0\x3f\x7f\x7f".to_vec();
    bytes.resize(10 + (0x3f << 14) + (0x7f << 7) + 0x7f, 0x55);
    bytes.extend(source(4, DIALECTS[0].0));
    let heard = decode("audio/mpeg", &bytes).await;
    assert_facts(&heard, ("MP3", 44_100, 2));
    assert_tone(&heard.samples, "behind a tag");
}

#[tokio::test]
async fn damage_is_passed_over() {
    for (options, content_type, facts, _) in DIALECTS.into_iter().take(10) {
        let mut bytes = source(12, options);
        let middle = bytes.len() / 2;
        noise(1000).iter().zip(&mut bytes[middle..]).for_each(|(noise, byte)| *byte = *noise);
        bytes.drain(middle + 1100..middle + 1500);
        let heard = decode(content_type, &bytes).await;
        assert_facts(&heard, facts);
        let seconds = heard.frames() / 48_000;
        assert!((9..=12).contains(&seconds), "{options}: {seconds} s");
        assert_tone(&heard.samples[heard.samples.len() - 3 * 96_000..], options);
    }
}

#[tokio::test]
async fn streams_of_ogg_follow_each_other_and_tell_what_plays() {
    let vorbis = source(3, "-c:a libvorbis -ac 2 -metadata title=Tide -metadata artist=Ana -f ogg");
    let opus = source(3, "-c:a libopus -ac 2 -metadata title=Ebb -f ogg");
    let flac = source(3, "-c:a flac -ar 48000 -ac 2 -metadata artist=Bo -f ogg");
    let heard = decode("audio/ogg", &[vorbis, opus, flac].concat()).await;
    let playing = [("Tide", "Ana"), ("Ebb", ""), ("", "Bo")];
    assert_eq!(heard.playing, playing.map(|(title, artist)| (title.to_owned(), artist.to_owned())));
    let codecs: Vec<_> = heard.facts.iter().map(|facts| facts.codec.as_str()).collect();
    assert_eq!(codecs, ["Vorbis", "Opus", "FLAC"]);
    assert!(heard.frames().abs_diff(9 * 48_000) < 20, "{}", heard.frames());
    assert_tone(&heard.samples[..3 * 96_000], "the first");
    assert_tone(&heard.samples[6 * 96_000..], "the last");
}

#[tokio::test]
async fn a_source_may_change_what_it_is() {
    let bytes =
        [source(3, "-c:a libmp3lame -ac 1 -f mp3"), source(3, "-c:a libmp3lame -ar 48000 -ac 2 -f mp3")].concat();
    let heard = decode("audio/mpeg", &bytes).await;
    let facts: Vec<_> = heard.facts.iter().map(|facts| (facts.sample_rate, facts.channels)).collect();
    assert_eq!(facts, [(44_100, 1), (48_000, 2)]);
    assert!(heard.frames().abs_diff(6 * 48_000) < 9000, "{}", heard.frames());
}

#[tokio::test]
async fn what_is_not_audio_is_refused() {
    for content_type in ["audio/mpeg", "audio/ogg", "audio/flac", "audio/webm"] {
        let heard = decode(content_type, &noise(700 << 10)).await;
        let refusal = heard.refused.unwrap();
        assert_eq!((refusal.code.as_str(), heard.facts.len()), ("not_audio", 0), "{content_type}");
        assert!(refusal.message.contains("Send MP3"), "{}", refusal.message);
    }
    let page = b"<!doctype html><title>404</title>".repeat(20_000);
    assert_eq!(decode("audio/mpeg", &page).await.refused.unwrap().code, "not_audio");
    for (content_type, code) in [("video/mp4", "unsupported_source"), ("audio/x-f32le", "unsupported_source")] {
        assert_eq!(decode(content_type, b"some bytes").await.refused.unwrap().code, code);
    }
    for options in ["-ac 6 -c:a aac -f adts", "-ac 6 -c:a flac -f flac", "-ac 6 -c:a libvorbis -f ogg"] {
        let heard = decode("audio/mpeg", &source(2, options)).await;
        assert_eq!(heard.refused.unwrap().code, "surround", "{options}");
    }
}

#[tokio::test]
async fn silence_of_the_source_is_no_error_and_neither_is_its_end() {
    let heard = decode("audio/mpeg", b"").await;
    assert_eq!((heard.frames(), heard.facts.len(), heard.refused), (0, 0, None));
}

#[tokio::test]
async fn a_decoder_that_is_killed_says_so() {
    let job = LiveDecodeJob { content_type: "audio/mpeg".to_owned() };
    let mut decoder = media().live_decode(&job).await.unwrap();
    let process = decoder.output.process().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-9", &process]).status().unwrap().success());
    let error = tokio::time::timeout(LONG, decoder.output.next()).await.unwrap().unwrap_err();
    assert!(matches!(error, MediaError::Died { .. }), "{error:?}");
}

/// Bytes without any meaning, the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x1234_5678_9abc_def0_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..count).map(|_| next()).collect()
}
