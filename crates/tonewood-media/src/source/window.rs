//! A part of a file as a source of its own: without the tags before and behind the audio, which decoders stumble over.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use symphonia::core::io::MediaSource;

/// How far into a file reading has come, shared with whoever tells the progress.
#[derive(Debug, Clone, Default)]
pub struct Position(Arc<AtomicU64>);

impl Position {
    /// Bytes from the start of the file.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The bytes `start..end` of a file.
#[derive(Debug)]
pub struct Window {
    file: File,
    start: u64,
    end: u64,
    at: u64,
    position: Position,
}

impl Window {
    /// The bytes `start..end` of `file`, read from their beginning.
    pub fn new(mut file: File, start: u64, end: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self { file, start, end: end.max(start), at: start, position: Position::default() })
    }

    /// A view of how far reading has come.
    pub fn position(&self) -> Position {
        self.position.clone()
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.end - self.start
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let read = match buffer.get_mut(..wanted) {
            Some(part) if !part.is_empty() => self.file.read(part)?,
            _ => 0,
        };
        self.at += read as u64;
        self.position.0.store(self.at, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(offset) => self.start.checked_add(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        let to = to.filter(|to| *to >= self.start);
        let to = to.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a seek before the beginning"))?;
        self.file.seek(SeekFrom::Start(to))?;
        self.at = to;
        Ok(to - self.start)
    }
}

impl MediaSource for Window {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn nothing_outside_is_seen() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before-inside-behind").unwrap();
        let mut window = Window::new(file, 7, 13).unwrap();
        let mut text = String::new();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "inside");
        assert_eq!(window.position().get(), 13);
        assert_eq!(window.seek(SeekFrom::End(-2)).unwrap(), 4);
        text.clear();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "de");
        assert!(window.seek(SeekFrom::Current(-9)).is_err());
    }
}
