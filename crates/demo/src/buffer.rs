//! Two channels of samples.

/// A stereo recording in memory: two channels of the same length, full scale at ±1.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Stereo {
    /// The left channel.
    pub left: Vec<f32>,
    /// The right channel.
    pub right: Vec<f32>,
}

impl Stereo {
    /// Silence of the given length in frames.
    pub fn silence(frames: usize) -> Self {
        Self { left: vec![0.0; frames], right: vec![0.0; frames] }
    }

    /// Length in frames.
    pub fn frames(&self) -> usize {
        self.left.len()
    }

    /// Sets every sample to zero, keeping the length.
    pub fn clear(&mut self) {
        self.left.fill(0.0);
        self.right.fill(0.0);
    }

    /// Adds a mono sound at frame `at`, with equal-power panning (`pan` -1.0 left to 1.0 right). What reaches
    /// past the end is dropped.
    pub fn add_mono(&mut self, at: usize, sound: &[f32], pan: f32) {
        let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
        let (to_right, to_left) = angle.sin_cos();
        for (slot, sample) in self.left.iter_mut().skip(at).zip(sound) {
            *slot += sample * to_left;
        }
        for (slot, sample) in self.right.iter_mut().skip(at).zip(sound) {
            *slot += sample * to_right;
        }
    }

    /// Adds another recording of the same length, scaled.
    pub fn add(&mut self, other: &Self, gain: f32) {
        for (slot, sample) in self.left.iter_mut().zip(&other.left) {
            *slot += sample * gain;
        }
        for (slot, sample) in self.right.iter_mut().zip(&other.right) {
            *slot += sample * gain;
        }
    }

    /// Scales everything.
    pub fn scale(&mut self, gain: f32) {
        for sample in self.left.iter_mut().chain(&mut self.right) {
            *sample *= gain;
        }
    }

    /// Left and right samples, frame by frame, to be rewritten in place.
    pub fn frames_mut(&mut self) -> impl Iterator<Item = (&mut f32, &mut f32)> {
        self.left.iter_mut().zip(self.right.iter_mut())
    }

    /// The largest absolute sample.
    pub fn peak(&self) -> f32 {
        self.left.iter().chain(&self.right).fold(0.0, |peak: f32, s| peak.max(s.abs()))
    }
}
