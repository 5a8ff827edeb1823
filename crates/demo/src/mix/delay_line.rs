//! A ring of past samples.

/// Remembers the last samples that went through.
#[derive(Debug, Clone)]
pub struct DelayLine {
    ring: Vec<f32>,
    mask: usize,
    at: usize,
}

impl DelayLine {
    /// A line that can look back at least `frames` frames.
    pub fn new(frames: usize) -> Self {
        let size = (frames + 4).next_power_of_two();
        Self { ring: vec![0.0; size], mask: size - 1, at: 0 }
    }

    /// Adds a sample.
    pub fn push(&mut self, sample: f32) {
        self.at = (self.at + 1) & self.mask;
        if let Some(slot) = self.ring.get_mut(self.at) {
            *slot = sample;
        }
    }

    /// The sample pushed `back` pushes ago; 0 is the newest.
    pub fn tap(&self, back: usize) -> f32 {
        self.ring.get(self.at.wrapping_sub(back) & self.mask).copied().unwrap_or(0.0)
    }

    /// A sample between two, linearly.
    pub fn between(&self, back: f32) -> f32 {
        let whole = back as usize;
        let part = back - whole as f32;
        self.tap(whole) * (1.0 - part) + self.tap(whole + 1) * part
    }
}
