//! Damaged files of every kind: refused, or decoded if nobody can tell, but never the end of anything else.

use media::{MediaError, Probe};

use crate::support::Bench;

const RATE: u32 = 44_100;
const SECONDS: usize = 20;

/// One file of each kind.
fn files(bench: &Bench) -> Vec<(&'static str, Vec<u8>)> {
    let source = bench.wav("source.wav", RATE as usize * SECONDS, RATE);
    let made = |options: &[&str], name: &str| std::fs::read(bench.ffmpeg(&source, options, name)).unwrap();
    vec![
        ("wav", std::fs::read(&source).unwrap()),
        ("aiff", made(&[], "a.aiff")),
        ("flac", made(&[], "a.flac")),
        ("alac", made(&["-c:a", "alac", "-movflags", "+faststart"], "a.m4a")),
        ("aac", made(&["-c:a", "aac", "-movflags", "+faststart"], "b.m4a")),
        ("adts", made(&[], "a.aac")),
        ("mp3", made(&[], "a.mp3")),
        ("vorbis", made(&[], "a.ogg")),
        ("opus", made(&[], "a.opus")),
        ("flac in ogg", made(&["-c:a", "flac"], "a.oga")),
    ]
}

/// The outcome, which must not be a crash.
async fn outcome(bench: &Bench, name: &str, bytes: &[u8]) -> Result<Probe, String> {
    match bench.probe_bytes(bytes).await {
        Ok(probe) => Ok(probe),
        Err(MediaError::Refused(refusal)) => Err(refusal.code),
        Err(error) => panic!("{name}: {error:?}"),
    }
}

#[tokio::test]
async fn a_lost_end_is_told_with_its_time() {
    let bench = Bench::new();
    for (name, bytes) in files(&bench) {
        let refusal = bench.refusal(&bytes[..bytes.len() / 2]).await;
        assert_eq!(refusal.code, "stops_early", "{name}: {refusal:?}");
        let at = refusal.at_ms.unwrap();
        assert!((8_000..12_000).contains(&at), "{name}: {refusal:?}");
        // Without an index, or a length in the header, there is no promise of a length that could be told.
        let of = if ["adts", "vorbis", "opus", "flac in ogg"].contains(&name) {
            "The file stops early, at 0:"
        } else {
            " of 0:20."
        };
        assert!(refusal.message.contains(of), "{name}: {refusal:?}");
    }
}

#[tokio::test]
async fn an_end_lost_together_with_the_index_is_told() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", RATE as usize, RATE);
    let bytes = std::fs::read(bench.ffmpeg(&source, &["-c:a", "aac"], "a.m4a")).unwrap();
    let refusal = bench.refusal(&bytes[..bytes.len() / 2]).await;
    assert!(refusal.message.contains("table of contents"), "{refusal:?}");
}

#[tokio::test]
async fn the_first_bytes_alone_are_refused() {
    let bench = Bench::new();
    for (name, bytes) in files(&bench) {
        for len in [1, 4, 12, 64, 300] {
            assert!(outcome(&bench, name, &bytes[..len]).await.is_err(), "{name} {len}");
        }
    }
}

#[tokio::test]
async fn a_hole_is_noticed_where_a_format_can_tell() {
    let bench = Bench::new();
    for (name, bytes) in files(&bench) {
        let middle = bytes.len() / 2;
        let zeros = [&bytes[..middle], &[0; 8000], &bytes[middle + 8000..]].concat();
        let missing = [&bytes[..middle], &bytes[middle + 8000..]].concat();
        let plain = ["wav", "aiff"].contains(&name);
        if plain {
            assert!(outcome(&bench, name, &zeros).await.is_ok(), "{name} zeros");
        } else {
            let refusal = bench.refusal(&zeros).await;
            assert!((9_000..11_000).contains(&refusal.at_ms.unwrap()), "{name}: {refusal:?}");
            assert!(
                refusal.message.contains(" at 0:") && refusal.message.contains("xport it again"),
                "{name}: {refusal:?}"
            );
        }
        assert!(outcome(&bench, name, &missing).await.is_err(), "{name} missing");
    }
}

#[tokio::test]
async fn an_ogg_that_ends_with_a_whole_page_is_cut_all_the_same() {
    let bench = Bench::new();
    for (name, bytes) in files(&bench).iter().filter(|(_, bytes)| bytes.starts_with(b"OggS")) {
        let middle = bytes.len() / 2;
        let page = middle + bytes[middle..].windows(4).position(|four| four == b"OggS").unwrap();
        let refusal = bench.refusal(&bytes[..page]).await;
        assert_eq!(refusal.code, "stops_early", "{name}: {refusal:?}");
        assert!((8_000..12_500).contains(&refusal.at_ms.unwrap()), "{name}: {refusal:?}");
    }
}

#[tokio::test]
async fn flipped_bits_and_fuzz_never_crash() {
    let bench = Bench::new();
    let mut state = 0x9e37_79b9_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for (name, bytes) in files(&bench) {
        let bytes = &bytes[..bytes.len() / 8];
        for round in 0..6 {
            let mut bytes = bytes.to_vec();
            // The first rounds strike headers, the others anything.
            let reach = if round < 3 { 600 } else { bytes.len() };
            for _ in 0..[40, 512][round % 2] {
                let at = random(reach);
                bytes[at] ^= 1 << random(8);
            }
            let _ = outcome(&bench, name, &bytes).await;
        }
    }
}

#[tokio::test]
async fn a_file_of_five_gigabytes_of_nothing_is_no_burden() {
    let bench = Bench::new();
    let path = bench.path("sparse");
    std::fs::File::create(&path).unwrap().set_len(5 << 30).unwrap();
    assert_eq!(bench.probe(&path).await.unwrap_err().refusal().unwrap().code, "unknown_format");
    // A WAV without a length may be that long, and that silent.
    for (name, bytes) in files(&bench).into_iter().filter(|(name, _)| *name != "wav") {
        std::fs::write(&path, &bytes[..bytes.len().min(40)]).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_len(5 << 30).unwrap();
        let start = std::time::Instant::now();
        let refusal = bench.probe(&path).await.unwrap_err().refusal();
        assert!(refusal.is_some_and(|refusal| refusal.code != "took_too_long"), "{name}");
        assert!(start.elapsed().as_secs() < 10, "{name}: {:?}", start.elapsed());
    }
}
