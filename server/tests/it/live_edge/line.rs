//! A connection on which a test says what programs say, byte by byte.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing here takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Line {
    stream: TcpStream,
    /// All bytes that came.
    pub came: Vec<u8>,
}

impl Line {
    /// Connects and says something.
    pub async fn open(address: &str, words: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(words.as_bytes()).await.unwrap();
        Self { stream, came: Vec::new() }
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Reads until these bytes have come.
    pub async fn until(&mut self, bytes: &[u8]) {
        while !self.has(bytes) {
            assert!(self.read().await, "it ended: {}", self.text());
        }
    }

    /// Reads to the end; all that came as text.
    pub async fn rest(&mut self) -> String {
        while self.read().await {}
        self.text()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.came).into_owned()
    }

    fn has(&self, bytes: &[u8]) -> bool {
        self.came.windows(bytes.len()).any(|window| window == bytes)
    }

    async fn read(&mut self) -> bool {
        let mut buffer = [0; 8192];
        let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await;
        let count = read.unwrap_or_else(|_| panic!("nothing more came after: {}", self.text())).unwrap_or(0);
        self.came.extend_from_slice(&buffer[..count]);
        count > 0
    }
}
