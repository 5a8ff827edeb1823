use std::net::SocketAddr;
use std::sync::Arc;

use proptest::prelude::*;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::house::{Ears, KEY, codec_of, house, run, serving};

async fn listen(tls: Option<tokio_rustls::TlsAcceptor>) -> (Ears, SocketAddr) {
    serving(move |stream, peer, house| {
        let tls = tls.clone();
        async move {
            match tls {
                Some(tls) => live::rtmp::serve_tls(stream, peer, &tls, house).await,
                None => live::rtmp::serve(stream, peer, house).await,
            }
        }
    })
    .await
}

async fn ffmpeg(url: &str, more: &[&str]) -> std::process::Output {
    let sound = ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=997:sample_rate=48000"];
    run("ffmpeg", &[&sound[..], more, &["-t", "4", "-f", "flv", url]].concat()).await
}

const AAC: [&str; 4] = ["-c:a", "aac", "-b:a", "160k"];

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_sends_sound() {
    let (mut ears, address) = listen(None).await;
    for (path, mount) in [(format!("live/{KEY}"), ""), (format!("set/{KEY}"), "set")] {
        let url = format!("rtmp://{address}/{path}");
        let (_, heard) = tokio::join!(ffmpeg(&url, &AAC), ears.heard());
        assert_eq!((heard.source.claim.mount.as_str(), heard.source.facts.kind.as_str()), (mount, "rtmp"));
        assert!(heard.source.facts.client.starts_with("Lavf"), "{:?}", heard.source);
        assert!(heard.bytes.len() > 20_000);
        assert_eq!(codec_of(&heard.bytes).await, "aac");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_passed_over() {
    let (mut ears, address) = listen(None).await;
    let picture = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=10", "-c:v", "flv1"];
    let url = format!("rtmp://{address}/live/{KEY}");
    let more = [&picture[..], &AAC].concat();
    let (_, heard) = tokio::join!(ffmpeg(&url, &more), ears.heard());
    assert_eq!(codec_of(&heard.bytes).await, "aac");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_and_other_sound_get_words() {
    let (mut ears, address) = listen(None).await;
    let sent = ffmpeg(&format!("rtmp://{address}/live/wrong"), &AAC).await;
    assert!(!sent.status.success());
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(said.contains("This stream key is not known"), "{said}");
    let url = format!("rtmp://{address}/live/{KEY}");
    let mp3 = ["-c:a", "libmp3lame", "-ar", "44100"];
    let (_, heard) = tokio::join!(ffmpeg(&url, &mp3), ears.heard());
    assert!(heard.bytes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_sends_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    let make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
    let paths = ["-keyout", key.to_str().unwrap(), "-out", certificate.to_str().unwrap()];
    assert!(run("openssl", &[&make[..], &paths].concat()).await.status.success());
    let (certificate, key) = (std::fs::read(certificate).unwrap(), std::fs::read(key).unwrap());
    assert!(live::rtmp::acceptor(&key, &certificate).is_err());
    let (mut ears, address) = listen(Some(live::rtmp::acceptor(&certificate, &key).unwrap())).await;
    let url = format!("rtmps://{address}/live/{KEY}");
    let (sent, heard) = tokio::join!(ffmpeg(&url, &AAC), ears.heard());
    assert_eq!(codec_of(&heard.bytes).await, "aac", "{sent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let ears = house();
            let (near, mut far) = tokio::io::duplex(64 << 10);
            let serving = tokio::spawn(live::rtmp::serve(near, "127.0.0.1:1".parse().unwrap(), Arc::clone(&ears.house)));
            // The greeting, then anything.
            far.write_all(&[3]).await.unwrap();
            far.write_all(&[0; 3_072]).await.unwrap();
            _ = far.write_all(&bytes).await;
            drop(far);
            serving.await.unwrap();
        });
    }
}

#[tokio::test]
async fn strangers_cannot_send_on_and_on() {
    let (_ears, address) = listen(None).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&[3]).await.unwrap();
    stream.write_all(&[0; 3_072]).await.unwrap();
    // A message of 16 MB that never ends.
    stream.write_all(&[3, 0, 0, 0, 0xff, 0xff, 0xff, 20, 0, 0, 0, 0]).await.unwrap();
    let mut sent = 0;
    while stream.write_all(&[0; 4_096]).await.is_ok() {
        sent += 4_096;
        assert!(sent < 16 << 20);
        tokio::task::yield_now().await;
    }
}
