//! Writing boxes.

/// Bytes to which boxes are written.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// A box of this kind around what `content` writes.
    pub fn boxed(&mut self, kind: &[u8; 4], content: impl FnOnce(&mut Self)) {
        let mut inner = Self::default();
        content(&mut inner);
        self.u32(length(inner.0.len() + 8)).bytes(kind).bytes(&inner.0);
    }

    /// A box with a version and 24 bits of flags.
    pub fn full(&mut self, kind: &[u8; 4], version: u8, flags: u32, content: impl FnOnce(&mut Self)) {
        self.boxed(kind, |inner| {
            inner.u32(u32::from(version) << 24 | flags);
            content(inner);
        });
    }

    /// A descriptor of MPEG-4 systems, shorter than 128 bytes.
    pub fn descriptor(&mut self, tag: u8, content: impl FnOnce(&mut Self)) {
        let mut inner = Self::default();
        content(&mut inner);
        self.bytes(&[tag, u8::try_from(inner.0.len()).unwrap_or(u8::MAX)]).bytes(&inner.0);
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Ends a chain of writes whose value nobody wants.
    pub fn end(&mut self) {}

    /// So many zeros.
    pub fn zeros(&mut self, count: usize) -> &mut Self {
        self.0.resize(self.0.len() + count, 0);
        self
    }

    /// 16 bits.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// 32 bits.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// 64 bits.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }
}

/// A length for a field of 32 bits. Everything written here is far below its limit.
pub fn length(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
