//! The bytes behind a head: all there are, as many as were announced, or in chunks.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep};

/// Longest line between chunks in bytes.
const LONGEST_LINE: usize = 256;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The size of a chunk, in a line.
    Size,
    /// So many bytes.
    Data(u64),
    /// The end of the line behind them.
    Gap,
    /// Nothing.
    End,
}

/// A body in chunks, without them.
pub(super) struct Chunked<R> {
    inner: R,
    next: Next,
    line: Vec<u8>,
}

impl<R> Chunked<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, next: Next::Size, line: Vec::new() }
    }

    /// Takes a byte of a line; at its end, what comes next.
    fn line(&mut self, byte: u8) -> io::Result<()> {
        if byte != b'\n' {
            self.line.push(byte);
            return if self.line.len() > LONGEST_LINE { Err(broken()) } else { Ok(()) };
        }
        let line = std::mem::take(&mut self.line);
        let text = std::str::from_utf8(&line).map_err(|_| broken())?.trim();
        self.next = match self.next {
            Next::Gap if text.is_empty() => Next::Size,
            Next::Size => {
                let size = text.split(';').next().unwrap_or_default().trim();
                match u64::from_str_radix(size, 16).map_err(|_| broken())? {
                    0 => Next::End,
                    size => Next::Data(size),
                }
            }
            _ => return Err(broken()),
        };
        Ok(())
    }
}

impl<R: AsyncBufRead + Unpin> AsyncRead for Chunked<R> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.next == Next::End || into.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            let there = ready!(Pin::new(&mut this.inner).poll_fill_buf(context))?;
            let Some(&first) = there.first() else {
                // The source went away without the last chunk; what it sent counts.
                this.next = Next::End;
                continue;
            };
            if let Next::Data(left) = this.next {
                let take = there.len().min(into.remaining()).min(usize::try_from(left).unwrap_or(usize::MAX));
                into.put_slice(there.get(..take).unwrap_or_default());
                Pin::new(&mut this.inner).consume(take);
                let left = left.saturating_sub(take as u64);
                this.next = if left == 0 { Next::Gap } else { Next::Data(left) };
                return Poll::Ready(Ok(()));
            }
            this.line(first)?;
            Pin::new(&mut this.inner).consume(1);
        }
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the chunks of the source are broken")
}

/// A reader that fails when nothing came for a while, because a connection can die without a word.
pub(super) struct Patient<R> {
    inner: R,
    patience: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl<R> Patient<R> {
    pub fn new(inner: R, patience: Duration) -> Self {
        Self { inner, patience, sleep: Box::pin(tokio::time::sleep(patience)) }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Patient<R> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Poll::Ready(read) = Pin::new(&mut this.inner).poll_read(context, into) {
            let until = Instant::now() + this.patience;
            this.sleep.as_mut().reset(until);
            return Poll::Ready(read);
        }
        ready!(this.sleep.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "nothing came from the source for a while")))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, BufReader};

    use super::*;

    async fn read(bytes: &[u8], buffer: usize) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Chunked::new(BufReader::with_capacity(buffer, bytes)).read_to_end(&mut all).await?;
        Ok(all)
    }

    #[tokio::test]
    async fn chunks_are_put_together() {
        for buffer in [1, 2, 3, 5, 100] {
            let body = b"4\r\nWiki\r\nA;name=x\r\npedia in\r\n\r\n0\r\n\r\n";
            assert_eq!(read(body, buffer).await.unwrap(), b"Wikipedia in\r\n");
            assert_eq!(read(b"4\nWiki\n0\n\n", buffer).await.unwrap(), b"Wiki");
            assert_eq!(read(b"ff\r\nWi", buffer).await.unwrap(), b"Wi");
        }
    }

    #[tokio::test]
    async fn broken_chunks_are_refused() {
        for body in [&b"x\r\n"[..], b"2\r\nWiki\r\n0\r\n", b"-1\r\n", b"fffffffffffffffff\r\n", &[b'0'; 300]] {
            assert!(read(body, 8).await.is_err(), "{body:?}");
        }
    }

    #[tokio::test]
    async fn patience_ends() {
        let (near, mut far) = tokio::io::duplex(64);
        let mut patient = Patient::new(near, Duration::from_millis(50));
        tokio::io::AsyncWriteExt::write_all(&mut far, b"x").await.unwrap();
        let mut all = Vec::new();
        let error = patient.read_to_end(&mut all).await.unwrap_err();
        assert_eq!((error.kind(), all), (io::ErrorKind::TimedOut, b"x".to_vec()));
    }
}
