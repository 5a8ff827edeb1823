//! Mounts: one endless stream of a codec's frames for each of thousands of listeners, as Icecast gives it.
//!
//! All listeners read the same bytes from one [`Ring`]; each is a task that sleeps until the next chunk and then writes it with
//! one call, titles between the bytes where they were asked for.

mod icy;
mod ring;
mod status;

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, timeout};

use icy::{Icy, METADATA_EVERY};
use ring::{Chunk, Taken};
pub use ring::{Cursor, Ring};
pub use status::{MountStatus, Status, m3u, status_json};

use crate::icecast::Tune;

/// Bytes that a listener gets at once.
pub const BURST: usize = 64 << 10;
/// After so long without a byte taken a listener is gone.
const WRITE: Duration = Duration::from_secs(15);
/// Who falls behind twice in this time is dropped.
const FORGIVEN_AFTER: Duration = Duration::from_secs(60);
/// How often it is seen whether a listener has gone, because nothing may be there to write.
const LOOK: Duration = Duration::from_secs(10);
/// Bytes that the system keeps for a listener: more would only hide that it is slow.
const SEND_BUFFER: usize = 128 << 10;
/// Most pieces in one call.
const PIECES: usize = 16;

/// Sends a mount to a listener until either is gone.
pub(crate) async fn serve(mut stream: TcpStream, tune: Tune, wants_metadata: bool, head_only: bool) {
    // A buffer that cannot be made smaller does no harm.
    _ = socket2::SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER);
    let head = head(&tune, wants_metadata);
    if !matches!(timeout(WRITE, stream.write_all(head.as_bytes())).await, Ok(Ok(()))) || head_only {
        return;
    }
    let Tune { ring, stay, .. } = tune;
    let mut listener = Listening {
        cursor: ring.join(BURST),
        icy: wants_metadata.then(Icy::default),
        fell_behind: None,
        look: Box::pin(sleep(LOOK)),
        chunks: Vec::new(),
        pieces: Vec::new(),
        stream,
    };
    let _present = ring.present();
    while listener.step().await.is_ok() {}
    drop(stay);
}

fn head(tune: &Tune, wants_metadata: bool) -> String {
    let mut head = format!(
        "HTTP/1.0 200 OK\r\nServer: Tonewood\r\nContent-Type: {}\r\nCache-Control: no-cache, no-store\r\nConnection: close\r\n\
         Accept-Ranges: none\r\nAccess-Control-Allow-Origin: *\r\nicy-name: {}\r\nicy-pub: 0\r\n",
        tune.ring.content_type(),
        crate::source::words(&tune.name),
    );
    if !tune.genre.is_empty() {
        head.push_str(&format!("icy-genre: {}\r\n", crate::source::words(&tune.genre)));
    }
    if let Some(bitrate) = tune.bitrate {
        head.push_str(&format!("icy-br: {bitrate}\r\n"));
    }
    if wants_metadata {
        head.push_str(&format!("icy-metaint: {METADATA_EVERY}\r\n"));
    }
    head.push_str("\r\n");
    head
}

/// A listener at work.
struct Listening {
    stream: TcpStream,
    cursor: Cursor,
    icy: Option<Icy>,
    fell_behind: Option<Instant>,
    look: Pin<Box<Sleep>>,
    chunks: Vec<Chunk>,
    pieces: Vec<Bytes>,
}

/// A listener has gone, was too slow, or there is no more.
struct Gone;

impl From<io::Error> for Gone {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Listening {
    /// Waits for what comes next and writes it.
    async fn step(&mut self) -> Result<(), Gone> {
        match self.cursor.take(&mut self.chunks) {
            Taken::Chunks => {}
            Taken::Skipped => self.forgive()?,
            Taken::End => return Err(Gone),
            Taken::Nothing => {
                tokio::select! {
                    () = self.cursor.changed() => {}
                    () = self.look.as_mut() => self.look()?,
                }
                return Ok(());
            }
        }
        for chunk in self.chunks.drain(..) {
            match &mut self.icy {
                Some(icy) => icy.interleave(chunk, &mut self.pieces),
                None => self.pieces.push(chunk.bytes),
            }
        }
        let written = write_all(&self.stream, &self.pieces).await;
        self.pieces.clear();
        written
    }

    fn forgive(&mut self) -> Result<(), Gone> {
        let now = Instant::now();
        match self.fell_behind.replace(now) {
            Some(before) if now.duration_since(before) < FORGIVEN_AFTER => Err(Gone),
            _ => Ok(()),
        }
    }

    fn look(&mut self) -> Result<(), Gone> {
        self.look.as_mut().reset(Instant::now() + LOOK);
        match self.stream.try_read(&mut [0; 512]) {
            Ok(0) => Err(Gone),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(_) => Err(Gone),
        }
    }
}

/// Writes pieces with as few calls as possible.
async fn write_all(stream: &TcpStream, mut pieces: &[Bytes]) -> Result<(), Gone> {
    let mut done = 0;
    while let Some(first) = pieces.first() {
        if done >= first.len() {
            done -= first.len();
            pieces = pieces.get(1..).unwrap_or_default();
            continue;
        }
        match write_some(stream, pieces, done) {
            Ok(0) => return Err(Gone),
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                timeout(WRITE, stream.writable()).await.map_err(|_| Gone)??;
            }
            Err(_) => return Err(Gone),
        }
    }
    Ok(())
}

fn write_some(stream: &TcpStream, pieces: &[Bytes], done: usize) -> io::Result<usize> {
    let first = pieces.first().and_then(|piece| piece.get(done..)).unwrap_or_default();
    if pieces.len() == 1 {
        return stream.try_write(first);
    }
    let mut slices = [IoSlice::new(&[]); PIECES];
    let all = std::iter::once(first).chain(pieces.iter().skip(1).map(Bytes::as_ref));
    let mut count = 0;
    for (slice, piece) in slices.iter_mut().zip(all) {
        *slice = IoSlice::new(piece);
        count += 1;
    }
    stream.try_write_vectored(slices.get(..count).unwrap_or_default())
}
