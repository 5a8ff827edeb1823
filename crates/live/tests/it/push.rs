use std::net::IpAddr;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use live::mount::Ring;
use live::push::{PushState, Station, Target, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::house::{Ears, KEY, codec_of, icecast, serving};

fn station(may_reach: fn(IpAddr) -> bool) -> Station {
    Station { name: "Nacht".to_owned(), genre: String::new(), client: "Tonewood".to_owned(), may_reach }
}

/// Passes a file on until the other side has enough; gives what it heard and how it went.
async fn pass_on(target: &str, kind: &str, bytes: Vec<u8>, ears: &mut Ears) -> (Vec<u8>, Vec<PushState>) {
    let (ring, target) = (Ring::new(kind), Target::parse(target).unwrap());
    ring.playing("Jóga & more", "Björk");
    let states = Arc::new(Mutex::new(Vec::new()));
    let (pushed, told) = (Arc::clone(&ring), Arc::clone(&states));
    let pushing = tokio::spawn(async move {
        run(&target, &pushed, &station(|address| address.is_loopback()), |state| told.lock().unwrap().push(state))
            .await;
    });
    while !states.lock().unwrap().contains(&PushState::Connected) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let feeding = tokio::spawn(async move {
        for chunk in bytes.chunks(20_000).cycle() {
            ring.push(Bytes::copy_from_slice(chunk));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    });
    let heard = ears.heard().await;
    feeding.abort();
    pushing.abort();
    let states = states.lock().unwrap().clone();
    (heard.bytes, states)
}

async fn made(arguments: &[&str]) -> Vec<u8> {
    let sound = ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=997:sample_rate=48000", "-t", "4", "-b:a", "128k"];
    crate::house::run("ffmpeg", &[&sound[..], arguments, &["-"]].concat()).await.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_goes_on_to_icecast() {
    let (mut ears, address) = icecast().await;
    let bytes = made(&["-id3v2_version", "0", "-f", "mp3"]).await;
    let target = format!("icecast://source:{KEY}@{address}/set");
    let (heard, states) = pass_on(&target, "audio/mpeg", bytes, &mut ears).await;
    assert_eq!((codec_of(&heard).await.as_str(), states), ("mp3", vec![PushState::Connected]));
    let (claim, playing) = ears.playing.recv().await.unwrap();
    assert_eq!(
        (claim.mount.as_str(), playing.artist.as_str(), playing.title.as_str()),
        ("set", "Björk", "Jóga & more")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_goes_on_to_rtmp() {
    let (mut ears, address) = serving(live::rtmp::serve).await;
    let target = format!("rtmp://{address}/live/{KEY}");
    let bytes = made(&["-f", "adts"]).await;
    let (heard, states) = pass_on(&target, "audio/aac", bytes, &mut ears).await;
    assert_eq!((codec_of(&heard).await.as_str(), states), ("aac", vec![PushState::Connected]));
}

#[tokio::test]
async fn what_does_not_go_gets_words() {
    let (_ears, address) = icecast().await;
    for (target, kind, may_reach, words) in [
        (format!("icecast://source:wrong@{address}/set"), "audio/mpeg", (|_| true) as fn(IpAddr) -> bool, "401"),
        (format!("icecast://source:{KEY}@{address}/busy"), "audio/mpeg", |_| true, "403"),
        (format!("icecast://source:{KEY}@{address}/set"), "audio/mpeg", |_| false, "may not be reached"),
        (format!("rtmp://{address}/live/{KEY}"), "audio/mpeg", |_| true, "nothing but AAC"),
        ("icecast://x:y@127.0.0.1:1/set".to_owned(), "audio/mpeg", |_| true, "cannot be reached"),
    ] {
        let (ring, failed) = (Ring::new(kind), Mutex::new(None));
        let target = Target::parse(&target).unwrap();
        // The show ends when the trouble is told, and so does the trying.
        let told = |state| {
            ring.end();
            *failed.lock().unwrap() = Some(state);
        };
        run(&target, &ring, &station(may_reach), told).await;
        let state = failed.lock().unwrap().take();
        let said = matches!(&state, Some(PushState::Failed(sentence)) if sentence.contains(words));
        assert!(said, "{words}: {state:?}");
    }
}

/// What Icecast itself says at an address.
async fn page(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await.ok()?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.ok()?;
    Some(String::from_utf8_lossy(&all).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_icecast_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    // A port that is free now; Icecast cannot be asked for any.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let setup = folder.path().join("icecast.xml");
    let text = format!(
        "<icecast><hostname>localhost</hostname><authentication><source-password>{KEY}</source-password>\
         <admin-password>{KEY}</admin-password></authentication>\
         <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>\
         <paths><basedir>/usr/share/icecast2</basedir><logdir>/tmp</logdir><webroot>/usr/share/icecast2/web</webroot>\
         <adminroot>/usr/share/icecast2/admin</adminroot></paths>\
         <logging><accesslog>-</accesslog><errorlog>-</errorlog></logging>\
         <security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>"
    );
    std::fs::write(&setup, text).unwrap();
    let mut command = tokio::process::Command::new("icecast2");
    command.arg("-c").arg(&setup).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let mut icecast = command.spawn().unwrap();
    let address = format!("127.0.0.1:{port}");
    let (ring, target) = (Ring::new("audio/mpeg"), Target::parse(&format!("icecast://:{KEY}@{address}/set")).unwrap());
    ring.playing("Jóga", "Björk");
    // Pushing begins before Icecast is there, and comes again.
    let pushed = Arc::clone(&ring);
    let pushing = tokio::spawn(async move { run(&target, &pushed, &station(|_| true), |_| {}).await });
    let bytes = made(&["-id3v2_version", "0", "-f", "mp3"]).await;
    for chunk in bytes.chunks(2_000).cycle() {
        ring.push(Bytes::copy_from_slice(chunk));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let status = page(&address, "/status-json.xsl").await.unwrap_or_default();
        if status.contains("Björk - Jóga") && status.contains("\"server_name\":\"Nacht\"") {
            break;
        }
    }
    ring.end();
    pushing.await.unwrap();
    icecast.kill().await.unwrap();
}
