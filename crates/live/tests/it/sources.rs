use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::{KEY, codec_of, icecast, run, say};

fn basic(key: &str) -> String {
    format!("Authorization: Basic {}", STANDARD.encode(format!("source:{key}")))
}

const SINE: [&str; 6] = ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=997:sample_rate=48000"];

async fn ffmpeg(output: &[&str]) -> std::process::Output {
    let mut arguments = SINE.to_vec();
    arguments.extend_from_slice(output);
    run("ffmpeg", &arguments).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_sends_every_codec() {
    let (mut ears, address) = icecast().await;
    let url = format!("icecast://source:{KEY}@{address}/set");
    for (codec, kind, format, content_type) in [
        ("libmp3lame", "audio/mpeg", "mp3", "audio/mpeg"),
        ("aac", "audio/aac", "adts", "audio/aac"),
        ("libvorbis", "application/ogg", "ogg", "audio/ogg"),
        ("libopus", "audio/ogg", "ogg", "audio/ogg"),
        ("flac", "audio/flac", "flac", "audio/flac"),
    ] {
        let output = ["-t", "4", "-c:a", codec, "-b:a", "96k", "-content_type", kind, "-f", format, &url];
        let (sent, heard) = tokio::join!(ffmpeg(&output), ears.heard());
        assert_eq!(
            (heard.source.facts.kind.as_str(), heard.source.facts.content_type.as_str()),
            ("icecast", content_type)
        );
        assert!(heard.source.facts.client.starts_with("Lavf"), "{:?}", heard.source.facts);
        assert_eq!((heard.source.claim.mount.as_str(), heard.source.claim.user.as_str()), ("set", "source"));
        assert!(heard.bytes.len() > 8_000, "{codec}: {} bytes, {sent:?}", heard.bytes.len());
        let found = codec_of(&heard.bytes).await;
        assert!(codec.ends_with(&found) || (codec, found.as_str()) == ("libmp3lame", "mp3"), "{codec} is {found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_sends_in_the_old_way_too() {
    let (mut ears, address) = icecast().await;
    let url = format!("icecast://anybody:{KEY}@{address}/set");
    // It does not read the answer, so what it has sent is lost when it ends before all is read.
    let output = ["-t", "2", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "32k", "-content_type", "audio/mpeg"];
    let output = [&output[..], &["-legacy_icecast", "1", "-ice_name", "Nacht", "-f", "mp3", &url]].concat();
    let arguments = [&["-re"][..], &SINE, &output].concat();
    let (sent, heard) = tokio::join!(run("ffmpeg", &arguments), ears.heard());
    assert!(sent.status.success() && heard.bytes.len() > 4_000, "{sent:?}");
    assert_eq!((heard.source.name.as_str(), heard.source.claim.user.as_str()), ("Nacht", "anybody"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_is_told_why_not() {
    let (_ears, address) = icecast().await;
    for (key, mount, kind, words) in [
        ("wrong", "set", "audio/mpeg", "401"),
        (KEY, "busy", "audio/mpeg", "403"),
        (KEY, "later", "audio/mpeg", "403"),
        (KEY, "none", "audio/mpeg", "404"),
        (KEY, "set", "text/html", "4XX"),
    ] {
        let url = format!("icecast://source:{key}@{address}/{mount}");
        let sent = ffmpeg(&["-t", "1", "-c:a", "libmp3lame", "-content_type", kind, "-f", "mp3", &url]).await;
        assert!(!sent.status.success(), "{words}");
        let said = String::from_utf8_lossy(&sent.stderr).into_owned();
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn liquidsoap_sends() {
    let (mut ears, address) = icecast().await;
    let script = format!(
        "settings.init.allow_root.set(true)\noutput.icecast(%mp3(bitrate=128), host=\"127.0.0.1\", port={}, password=\"{KEY}\", \
         mount=\"set\", name=\"Nacht\", sine())",
        address.port()
    );
    let mut child = tokio::process::Command::new("liquidsoap")
        .arg(script)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let heard = ears.heard().await;
    child.kill().await.unwrap();
    assert!(heard.source.facts.client.starts_with("Liquidsoap"), "{:?}", heard.source);
    assert_eq!((heard.source.claim.mount.as_str(), heard.source.name.as_str()), ("set", "Nacht"));
    assert_eq!(codec_of(&heard.bytes).await, "mp3");
}

#[tokio::test(flavor = "multi_thread")]
async fn ezstream_sends_and_says_what_plays() {
    let (mut ears, address) = icecast().await;
    let folder = tempfile::tempdir().unwrap();
    let (song, setup) = (folder.path().join("song.mp3"), folder.path().join("ezstream.xml"));
    let tags = ["-metadata", "title=Jóga", "-metadata", "artist=Björk", "-t", "8", "-b:a", "256k", "-y"];
    let made = ffmpeg(&[&tags[..], &[song.to_str().unwrap()]].concat()).await;
    assert!(made.status.success(), "{made:?}");
    let xml = format!(
        "<ezstream><servers><server><protocol>HTTP</protocol><hostname>127.0.0.1</hostname><port>{}</port>\
         <user>source</user><password>{KEY}</password><tls>may</tls></server></servers>\
         <streams><stream><mountpoint>/set</mountpoint><format>MP3</format><public>No</public>\
         <stream_name>Nacht</stream_name></stream></streams>\
         <intakes><intake><type>file</type><filename>{}</filename></intake></intakes></ezstream>",
        address.port(),
        song.display()
    );
    std::fs::write(&setup, xml).unwrap();
    let mut command = tokio::process::Command::new("ezstream");
    let mut child = command.arg("-c").arg(&setup).stdout(Stdio::null()).kill_on_drop(true).spawn().unwrap();
    let heard = ears.heard().await;
    let (claim, playing) = ears.playing.recv().await.unwrap();
    child.kill().await.unwrap();
    assert!(heard.source.facts.client.contains("libshout"), "{:?}", heard.source);
    assert_eq!((claim.mount.as_str(), heard.source.name.as_str()), ("set", "Nacht"));
    assert_eq!((playing.artist.as_str(), playing.title.as_str()), ("Björk", "Jóga"));
}

#[tokio::test(flavor = "multi_thread")]
async fn darkice_sends() {
    let (mut ears, address) = icecast().await;
    let folder = tempfile::tempdir().unwrap();
    let (sound, setup) = (folder.path().join("asoundrc"), folder.path().join("darkice.cfg"));
    // A sound card that hears nothing, faster than time goes by.
    std::fs::write(&sound, "pcm.quiet { type file slave.pcm null file /dev/null infile /dev/zero format raw }\n")
        .unwrap();
    let text = format!(
        "[general]\nduration=0\nbufferSecs=1\nreconnect=no\nrealtime=no\n\
         [input]\ndevice=quiet\nsampleRate=44100\nbitsPerSample=16\nchannel=2\n\
         [icecast2-0]\nbitrateMode=cbr\nformat=mp3\nbitrate=128\nserver=127.0.0.1\nport={}\npassword={KEY}\n\
         mountPoint=set\nname=Nacht\n",
        address.port()
    );
    std::fs::write(&setup, text).unwrap();
    let cards = format!("/usr/share/alsa/alsa.conf:{}", sound.display());
    let mut command = tokio::process::Command::new("darkice");
    command.arg("-c").arg(&setup).env("ALSA_CONFIG_PATH", cards).stdout(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let heard = ears.heard().await;
    child.kill().await.unwrap();
    assert!(heard.source.facts.client.starts_with("DarkIce"), "{:?}", heard.source);
    assert_eq!((heard.source.claim.mount.as_str(), heard.source.name.as_str()), ("set", "Nacht"));
    assert_eq!(codec_of(&heard.bytes).await, "mp3");
}

#[tokio::test]
async fn libshout_is_asked_for_its_key_and_comes_again() {
    let (mut ears, address) = icecast().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut answers = Vec::new();
    for (words, status) in [
        (
            "OPTIONS * HTTP/1.1\r\nConnection: Keep-Alive\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            "200",
        ),
        ("SOURCE /set HTTP/1.1\r\nHost: x\r\nContent-Type: application/ogg\r\n\r\n".to_owned(), "401"),
    ] {
        stream.write_all(words.as_bytes()).await.unwrap();
        answers.resize(4_096, 0);
        let count = stream.read(&mut answers).await.unwrap();
        let answer = String::from_utf8_lossy(&answers[..count]).into_owned();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains("keep-alive"), "{answer}");
        assert!(status != "401" || answer.contains("\r\nWWW-Authenticate: Basic realm=\"Tonewood\"\r\n"));
    }
    let words = format!("SOURCE /set HTTP/1.0\r\nContent-Type: application/ogg\r\n{}\r\n\r\nOggS and more", basic(KEY));
    stream.write_all(words.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let heard = ears.heard().await;
    assert_eq!(
        (heard.bytes.as_slice(), heard.source.facts.content_type.as_str()),
        (&b"OggS and more"[..], "audio/ogg")
    );
}

#[tokio::test]
async fn bodies_of_every_kind_are_taken() {
    let (mut ears, address) = icecast().await;
    let basic = basic(KEY);
    for (head, body) in [
        (
            "PUT /set HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue",
            "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
        ),
        ("PUT /set HTTP/1.1\r\nContent-Length: 7", "abcdefg and what is not of it"),
        ("PUT /set HTTP/1.1\r\nTransfer-Encoding: chunked", "7\r\nabcdefg\r\n"),
        ("SOURCE /set ICE/1.0\r\nicy-name: x", "abcdefg"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("{head}\r\n{basic}\r\n\r\n{body}").as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(ears.heard().await.bytes, b"abcdefg", "{head}");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer.contains("100 Continue"), head.contains("Expect"), "{answer}");
        assert!(answer.contains(" 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn what_plays_can_be_said() {
    let (mut ears, address) = icecast().await;
    let query = "mode=updinfo&mount=/set&song=Bj%C3%B6rk%20-%20J%C3%B3ga";
    let basic = basic(KEY);
    let answer = say(address, format!("GET /admin/metadata?{query} HTTP/1.0\r\n{basic}\r\n\r\n").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.0 200 OK\r\n") && answer.contains("<return>1</return>"), "{answer}");
    let (claim, playing) = ears.playing.recv().await.unwrap();
    assert_eq!((claim.mount.as_str(), playing.artist.as_str(), playing.title.as_str()), ("set", "Björk", "Jóga"));
    let answer = say(address, format!("GET /admin.cgi?pass={KEY}&{query} HTTP/1.0\r\n\r\n").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.0 200 OK\r\n"), "{answer}");
    for (path, status) in [
        (format!("/admin/metadata?pass=x&{query}"), "401"),
        (format!("/admin/metadata?{query}"), "401"),
        (format!("/admin/metadata?mode=kick&pass={KEY}"), "400"),
        (format!("/admin/metadata?mode=updinfo&pass={KEY}"), "404"),
    ] {
        let answer = say(address, format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.0 {status} ")), "{path}: {answer}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_sent_away() {
    let (_ears, address) = icecast().await;
    for words in
        [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"hunter2\r\nicy-name: x\r\n\r\n", b"DELETE /set HTTP/1.0\r\n\r\n"]
    {
        let answer = say(address, words).await;
        assert!(answer.starts_with("HTTP/1.0 40"), "{answer}");
    }
    // Who sends half a head and waits is let go.
    assert_eq!(say(address, b"GET /set HTTP/1.1\r\nHost: x\r\n").await, "");
}
