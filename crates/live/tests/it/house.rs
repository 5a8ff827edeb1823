//! A house with a door: takes what sources send, and has rings for listeners.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use live::icecast::{Listener, Mounts, Tune};
use live::mount::{MountStatus, Ring, Status};
use live::source::{Claim, Door, Incoming, Playing, Refusal, Source};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

pub const KEY: &str = "3f6tRk-hunter2_KEY";
/// A source is let go when it has sent so much.
pub const ENOUGH: u64 = 48 << 10;

/// What a source has sent.
#[derive(Debug)]
pub struct Heard {
    pub source: Source,
    pub bytes: Vec<u8>,
}

pub struct House {
    heard: mpsc::UnboundedSender<Heard>,
    playing: mpsc::UnboundedSender<(Claim, Playing)>,
    pub rings: Mutex<HashMap<String, Arc<Ring>>>,
    pub listened: Mutex<Vec<Listener>>,
}

/// What comes out of a house.
pub struct Ears {
    pub house: Arc<House>,
    pub heard: mpsc::UnboundedReceiver<Heard>,
    pub playing: mpsc::UnboundedReceiver<(Claim, Playing)>,
}

impl Ears {
    pub async fn heard(&mut self) -> Heard {
        tokio::time::timeout(Duration::from_secs(60), self.heard.recv()).await.expect("a source was heard").unwrap()
    }
}

pub fn house() -> Ears {
    let ((heard, all_heard), (playing, all_playing)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    let house = Arc::new(House { heard, playing, rings: Mutex::default(), listened: Mutex::default() });
    Ears { house, heard: all_heard, playing: all_playing }
}

/// The house on a port whose connections `serve` takes.
pub async fn serving<F>(serve: impl Fn(TcpStream, SocketAddr, Arc<House>) -> F + Send + 'static) -> (Ears, SocketAddr)
where
    F: Future<Output = ()> + Send + 'static,
{
    let ears = house();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let house = Arc::clone(&ears.house);
    tokio::spawn(async move {
        while let Ok((stream, peer)) = listener.accept().await {
            tokio::spawn(serve(stream, peer, Arc::clone(&house)));
        }
    });
    (ears, address)
}

/// The house on a port of Icecast.
pub async fn icecast() -> (Ears, SocketAddr) {
    serving(live::icecast::serve).await
}

impl Door for House {
    type Admitted = Source;

    async fn admit(&self, source: &Source) -> Result<Source, Refusal> {
        match source.claim.mount.as_str() {
            _ if source.claim.password != KEY => Err(Refusal::Unauthorized),
            "busy" => Err(Refusal::MountInUse),
            "later" => Err(Refusal::NotNow("The show begins tomorrow.".to_owned())),
            "none" => Err(Refusal::NoSuchMount),
            _ => Ok(source.clone()),
        }
    }

    async fn feed(&self, source: Source, incoming: Incoming) {
        assert_eq!(incoming.facts, source.facts);
        let mut bytes = Vec::new();
        _ = incoming.bytes.take(ENOUGH).read_to_end(&mut bytes).await;
        _ = self.heard.send(Heard { source, bytes });
    }

    async fn playing(&self, claim: &Claim, playing: Playing) -> Result<(), Refusal> {
        if claim.password != KEY {
            return Err(Refusal::Unauthorized);
        }
        _ = self.playing.send((claim.clone(), playing));
        Ok(())
    }
}

impl Mounts for House {
    async fn listen(&self, listener: &Listener) -> Result<Tune, Refusal> {
        self.listened.lock().unwrap().push(listener.clone());
        let ring = self.rings.lock().unwrap().get(&listener.mount).cloned().ok_or(Refusal::NoSuchMount)?;
        Ok(Tune { ring, name: "Näme".to_owned(), genre: "Dub".to_owned(), bitrate: Some(128), stay: Box::new(()) })
    }

    async fn address(&self, listener: &Listener) -> Option<(String, String)> {
        self.rings.lock().unwrap().get(&listener.mount)?;
        Some((format!("http://{}/{}", listener.host, listener.mount), "Näme".to_owned()))
    }

    async fn status(&self, host: &str) -> Status {
        let rings = self.rings.lock().unwrap();
        let sources = rings.iter().map(|(mount, ring)| MountStatus {
            address: format!("http://{host}/{mount}"),
            listeners: ring.listeners(),
            content_type: ring.content_type().to_owned(),
            ..MountStatus::default()
        });
        Status { host: host.to_owned(), sources: sources.collect(), ..Status::default() }
    }
}

/// Says something and gives what comes until the end.
pub async fn say(address: SocketAddr, words: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words).await.unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

/// Runs a program to its end.
pub async fn run(program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What ffprobe makes of bytes.
pub async fn codec_of(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    let judged = run("ffprobe", &["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", &path]).await;
    String::from_utf8_lossy(&judged.stdout).trim().to_owned()
}
