//! A source: silence in MP3, as fast as it sounds, sent as Icecast's sources send.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{KEY, MOUNT};

/// 128 kbit/s.
pub const BYTES_PER_SECOND: u32 = 16_000;
/// A frame of MPEG 1, layer III, at 128 kbit/s and 48 kHz: 384 bytes for 24 ms. A header, and nothing to be heard.
const HEADER: [u8; 4] = [0xff, 0xfb, 0x94, 0x00];
const FRAME: usize = 384;
/// What is sent at once: four frames, which are 96 ms.
const FRAMES: usize = 4;
const PAUSE: Duration = Duration::from_millis(96);

/// Feeds a server until it is gone.
pub fn feed(address: SocketAddr) {
    let stream = admitted(address).unwrap();
    thread::spawn(move || send(stream));
}

fn admitted(address: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let key = STANDARD.encode(format!("source:{KEY}"));
    let head = format!("SOURCE /{MOUNT} HTTP/1.0\r\nAuthorization: Basic {key}\r\nContent-Type: audio/mpeg\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        answer.extend(byte);
    }
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.0 200"), "the source is refused: {answer}");
    Ok(stream)
}

fn send(mut stream: TcpStream) -> io::Result<()> {
    let mut frame = [0; FRAME];
    frame.iter_mut().zip(HEADER).for_each(|(to, byte)| *to = byte);
    let frames = frame.repeat(FRAMES);
    let mut next = Instant::now();
    loop {
        stream.write_all(&frames)?;
        next += PAUSE;
        sleep(next.saturating_duration_since(Instant::now()));
    }
}
