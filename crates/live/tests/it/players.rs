//! What people listen with plays a mount: its tone comes out, and its title is shown.

use std::net::SocketAddr;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use live::mount::Ring;

use crate::house::{Ears, icecast, run};

const HZ: f64 = 997.0;
const RATE: f64 = 48_000.0;
/// What a source sends in a second, and at once.
const SECOND: usize = 16_000;
const PIECE: usize = 1_600;

/// A mount with a tone of 997 Hz in it, and a title.
async fn on_air() -> (Ears, SocketAddr) {
    let (ears, address) = icecast().await;
    let ring = Ring::new("audio/mpeg");
    ring.playing("Jóga", "Björk");
    ears.house.rings.lock().unwrap().insert("set".to_owned(), Arc::clone(&ring));
    let tone = "-v error -f lavfi -i sine=frequency=997:sample_rate=48000 -t 60 -b:a 128k -id3v2_version 0 -f mp3 -";
    let song = run("ffmpeg", &tone.split(' ').collect::<Vec<_>>()).await.stdout;
    let pieces: Vec<Bytes> = song.chunks(PIECE).map(Bytes::copy_from_slice).collect();
    // So much that who joins finds a whole burst; from then on as fast as it sounds.
    let (begun, rest) = pieces.split_at(6 * SECOND / PIECE);
    begun.iter().cloned().for_each(|piece| ring.push(piece));
    let rest = rest.to_vec();
    tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(100));
        for piece in rest {
            pace.tick().await;
            ring.push(piece);
        }
        ring.end();
    });
    (ears, address)
}

/// Three seconds of the tone, as samples of 16 bits of one channel at 48 kHz.
fn assert_tone(pcm: &[u8], played: &Output) {
    let samples: Vec<i16> = pcm.as_chunks::<2>().0.iter().map(|two| i16::from_le_bytes(*two)).collect();
    let seconds = samples.len() as f64 / RATE;
    assert!((2.9..3.2).contains(&seconds), "{seconds} s: {}", String::from_utf8_lossy(&played.stderr));
    let crossings = samples.windows(2).filter(|two| matches!(two, [a, b] if (*a < 0) != (*b < 0))).count();
    let hz = crossings as f64 / 2.0 / seconds;
    assert!((hz / HZ - 1.0).abs() < 0.05, "{hz} Hz: {}", String::from_utf8_lossy(&played.stderr));
}

fn assert_says(said: &[u8], words: &str) {
    let said = String::from_utf8_lossy(said);
    assert!(said.contains(words), "no “{words}” in: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_plays() {
    let (_ears, address) = on_air().await;
    let url = format!("http://{address}/set");
    let played = run(
        "ffmpeg",
        &["-v", "info", "-nostdin", "-t", "3", "-i", &url, "-f", "s16le", "-ac", "1", "-ar", "48000", "-"],
    )
    .await;
    assert_tone(&played.stdout, &played);
    assert_says(&played.stderr, "Björk - Jóga");
}

#[tokio::test(flavor = "multi_thread")]
async fn mpv_plays() {
    let (_ears, address) = on_air().await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.pcm");
    let (file, url) = (format!("--ao-pcm-file={}", out.display()), format!("http://{address}/set.m3u"));
    let quiet = ["--no-config", "--no-video", "--ao=pcm", "--ao-pcm-waveheader=no", "--audio-format=s16"];
    let played = run("mpv", &[&quiet[..], &["--length=3", &file, &url]].concat()).await;
    assert!(played.status.success(), "{played:?}");
    assert_tone(&std::fs::read(out).unwrap(), &played);
    assert_says(&played.stdout, "icy-title: Björk - Jóga");
}

#[tokio::test(flavor = "multi_thread")]
async fn vlc_plays() {
    let (_ears, address) = on_air().await;
    let url = format!("http://{address}/set.m3u");
    let vlc = ["env", "HOME=/nonexistent", "cvlc", "-vv", "--no-video", "--no-metadata-network-access"];
    let out = ["--aout=afile", "--audiofile-file=-", "--no-audiofile-wav", "--run-time=3", "--play-and-exit"];
    // It refuses to be root.
    let nobody: &[&str] = if rustix::process::geteuid().is_root() {
        &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    } else {
        &[]
    };
    let words = [nobody, &vlc, &out, &[url.as_str(), "vlc://quit"]].concat();
    let (program, arguments) = words.split_first().unwrap();
    let played = run(program, arguments).await;
    assert_tone(&played.stdout, &played);
    assert_says(&played.stderr, "New Icy-Title=Björk - Jóga");
}
