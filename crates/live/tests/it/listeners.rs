use std::sync::Arc;

use bytes::Bytes;
use live::mount::Ring;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::{Ears, icecast, run, say};

fn ring(ears: &Ears, kind: &str, room: usize) -> Arc<Ring> {
    let ring = Ring::with_room(kind, room);
    ears.house.rings.lock().unwrap().insert("set".to_owned(), Arc::clone(&ring));
    ring
}

/// Joins and gives the head of the answer.
async fn join(address: std::net::SocketAddr, headers: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET /set HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    (stream, String::from_utf8(head).unwrap())
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn two_hundred_hear_every_byte() {
    let (ears, address) = icecast().await;
    let ring = ring(&ears, "audio/mpeg", 16 << 20);
    let mut listeners = Vec::new();
    for _ in 0..200 {
        let (mut stream, head) = join(address, "").await;
        assert!(head.starts_with("HTTP/1.0 200 OK\r\n") && head.contains("\r\nContent-Type: audio/mpeg\r\n"), "{head}");
        assert!(
            head.contains("\r\nicy-name: Näme\r\n")
                && head.contains("\r\nicy-br: 128\r\n")
                && !head.contains("metaint")
        );
        listeners.push(tokio::spawn(async move {
            let mut all = Vec::new();
            stream.read_to_end(&mut all).await.unwrap();
            all
        }));
    }
    until(|| ring.listeners() == 200).await;
    let mut sent = Vec::new();
    for number in 0..400_u32 {
        let bytes = Bytes::from(number.to_le_bytes().repeat(200));
        sent.extend_from_slice(&bytes);
        ring.push(bytes);
        tokio::task::yield_now().await;
    }
    ring.end();
    for listener in listeners {
        assert!(listener.await.unwrap() == sent);
    }
    until(|| ring.listeners() == 0).await;
}

#[tokio::test]
async fn titles_come_to_who_asked() {
    let (ears, address) = icecast().await;
    let ring = ring(&ears, "audio/mpeg", 16 << 20);
    ring.playing("Jóga", "Björk");
    let (mut stream, head) = join(address, "Icy-MetaData: 1\r\nUser-Agent: VLC/3.0.18\r\n").await;
    assert!(head.contains("\r\nicy-metaint: 16000\r\n"), "{head}");
    until(|| ring.listeners() == 1).await;
    let sent: Vec<u8> = (0..50_000_u32).map(|n| (n % 251) as u8).collect();
    sent.chunks(1_000).for_each(|bytes| ring.push(Bytes::copy_from_slice(bytes)));
    ring.end();
    let mut wire = Vec::new();
    stream.read_to_end(&mut wire).await.unwrap();
    let block = [&[2][..], "StreamTitle='Björk - Jóga';\0\0\0".as_bytes()].concat();
    assert_eq!(block.len(), 33);
    let wanted =
        [&sent[..16_000], &block, &sent[16_000..32_000], &[0], &sent[32_000..48_000], &[0], &sent[48_000..]].concat();
    assert!(wire == wanted);
    let heard = ears.house.listened.lock().unwrap();
    assert_eq!((heard[0].user_agent.as_str(), heard[0].wants_metadata), ("VLC/3.0.18", true));
}

#[tokio::test]
async fn who_is_slow_is_forgiven_once() {
    let (ears, address) = icecast().await;
    let ring = ring(&ears, "audio/mpeg", 8 * (16 << 10));
    let (mut stream, _) = join(address, "").await;
    until(|| ring.listeners() == 1).await;
    let push =
        |range: std::ops::Range<u32>| range.for_each(|n| ring.push(Bytes::from(n.to_le_bytes().repeat(4 << 10))));
    push(0..500);
    let mut chunk = vec![0; 16 << 10];
    stream.read_exact(&mut chunk).await.unwrap();
    assert_eq!(chunk[..4], 499_u32.to_le_bytes());
    push(500..1_000);
    assert_eq!(stream.read(&mut chunk).await.unwrap(), 0);
    until(|| ring.listeners() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn players_play() {
    let (ears, address) = icecast().await;
    let ring = ring(&ears, "audio/mpeg", 16 << 20);
    let folder = tempfile::tempdir().unwrap();
    let song = folder.path().join("song.mp3");
    let made = run(
        "ffmpeg",
        &["-v", "error", "-f", "lavfi", "-i", "sine=997", "-t", "6", "-id3v2_version", "0", song.to_str().unwrap()],
    )
    .await;
    assert!(made.status.success(), "{made:?}");
    ring.playing("Jóga", "Björk");
    let feed = Arc::clone(&ring);
    let feeding = tokio::spawn(async move {
        until(|| feed.listeners() == 1).await;
        for bytes in std::fs::read(song).unwrap().chunks(4_000) {
            feed.push(Bytes::copy_from_slice(bytes));
        }
        feed.end();
    });
    let url = format!("http://{address}/set");
    let show = [
        "-v",
        "error",
        "-count_packets",
        "-show_entries",
        "stream=codec_name:format_tags",
        "-of",
        "default=nw=1",
        &url,
    ];
    let judged = run("ffprobe", &show).await;
    feeding.await.unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert!(said.contains("codec_name=mp3") && said.contains("icy-genre=Dub"), "{judged:?}");
    assert!(said.contains("StreamTitle=Björk - Jóga"), "{said}");
}

#[tokio::test]
async fn pages_of_icecast_are_there() {
    let (ears, address) = icecast().await;
    let _ring = ring(&ears, "audio/aac", 1 << 20);
    let answer = say(address, b"GET /set.m3u HTTP/1.0\r\nHost: h:8000\r\n\r\n").await;
    assert!(
        answer.contains("audio/x-mpegurl") && answer.ends_with("#EXTM3U\n#EXTINF:-1,Näme\nhttp://h:8000/set\n"),
        "{answer}"
    );
    let answer = say(address, b"GET /status-json.xsl HTTP/1.0\r\nHost: h:8000\r\n\r\n").await;
    assert!(
        answer.contains("\"listenurl\":\"http://h:8000/set\"") && answer.contains("Access-Control-Allow-Origin: *")
    );
    let answer = say(address, b"HEAD /set HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 200 OK\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    for path in ["nothing", "nothing.m3u", ""] {
        let answer = say(address, format!("GET /{path} HTTP/1.0\r\n\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.0 404 "), "{answer}");
    }
}
