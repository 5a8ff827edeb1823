//! A source client of Icecast.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::form_urlencoded::byte_serialize;

use super::{ANSWER, PushError, Station, Target, WRITE, resolve, within};
use crate::mount::Ring;

/// Longest answer in bytes.
const LONGEST: u64 = 8 << 10;

/// Passes a ring on until it ends.
pub(super) async fn push(
    target: &Target,
    ring: &Arc<Ring>,
    station: &Station,
    connected: &(impl Fn() + Sync),
) -> Result<(), PushError> {
    let address = resolve(target, station).await?;
    let stream = within(ANSWER, TcpStream::connect(address)).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(head(target, ring, station).as_bytes()).await?;
    let answer = within(ANSWER, answer(&mut stream)).await?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if !["100", "200"].contains(&status) {
        return Err(PushError::Refused(crate::source::words(answer.trim())));
    }
    connected();
    let (mut cursor, mut said) = (ring.join(0), 0);
    while let Some(chunks) = cursor.next().await {
        let (number, song) = ring.song();
        if number != said {
            said = number;
            // Beside the stream, which does not wait for it; a server that knows no titles does no harm.
            tokio::spawn(timeout(ANSWER, say(address, update(target, station, &song))));
        }
        for chunk in chunks {
            within(WRITE, stream.write_all(&chunk)).await?;
        }
    }
    stream.shutdown().await?;
    Ok(())
}

/// The first line of the answer; what else is in its head is read away.
async fn answer(stream: &mut BufReader<TcpStream>) -> Result<String, PushError> {
    let mut head = stream.take(LONGEST);
    let (mut first, mut line) = (String::new(), Vec::new());
    while head.read_until(b'\n', &mut line).await? > 0 && !line.trim_ascii().is_empty() {
        if first.is_empty() {
            first = String::from_utf8_lossy(&line).trim().to_owned();
        }
        line.clear();
    }
    Ok(first)
}

/// Makes a request and reads the answer away.
async fn say(address: SocketAddr, words: String) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(words.as_bytes()).await?;
    tokio::io::copy(&mut stream.take(LONGEST), &mut tokio::io::sink()).await?;
    Ok(())
}

fn update(target: &Target, station: &Station, song: &str) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "GET /admin/metadata?mode=updinfo&mount={}&charset=UTF-8&song={} HTTP/1.0\r\nHost: {}\r\nAuthorization: {}\r\n\
         User-Agent: {}\r\n\r\n",
        encoded(target.url.path()),
        encoded(song),
        target.host(),
        authorization(target),
        crate::source::client(&station.client),
    )
}

fn authorization(target: &Target) -> String {
    let plain = |text: &str| String::from_utf8_lossy(&crate::icecast::decode(text, false)).into_owned();
    let user = match target.url.username() {
        "" => "source".to_owned(),
        user => plain(user),
    };
    let password = plain(target.url.password().unwrap_or_default());
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn head(target: &Target, ring: &Ring, station: &Station) -> String {
    format!(
        "PUT {} HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nUser-Agent: {}\r\nContent-Type: {}\r\nice-name: {}\r\n\
         ice-genre: {}\r\nice-public: 0\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
        target.url.path(),
        target.host(),
        authorization(target),
        crate::source::client(&station.client),
        ring.content_type(),
        crate::source::words(&station.name),
        crate::source::words(&station.genre),
    )
}
