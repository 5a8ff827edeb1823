//! Filters.

/// A state-variable filter after Zavalishin: stable while it is swept.
#[derive(Debug, Clone, Default)]
pub struct Svf {
    g: f32,
    k: f32,
    a1: f32,
    one: f32,
    two: f32,
}

/// The three outputs of an [`Svf`].
#[derive(Debug, Clone, Copy)]
pub struct Bands {
    /// What is below the cutoff.
    pub low: f32,
    /// What is around it.
    pub band: f32,
    /// What is above.
    pub high: f32,
}

impl Svf {
    /// A filter at a cutoff in Hz; resonance 0.0 (none) to 1.0 (nearly singing).
    pub fn new(cutoff: f32, resonance: f32, rate: f32) -> Self {
        let mut filter = Self::default();
        filter.tune(cutoff, resonance, rate);
        filter
    }

    /// Moves the cutoff, keeping what is sounding.
    pub fn tune(&mut self, cutoff: f32, resonance: f32, rate: f32) {
        self.g = (std::f32::consts::PI * cutoff.clamp(12.0, rate * 0.45) / rate).tan();
        self.k = 2.0 - 1.9 * resonance.clamp(0.0, 1.0);
        self.a1 = 1.0 / (1.0 + self.g * (self.g + self.k));
    }

    /// Filters one sample.
    pub fn step(&mut self, x: f32) -> Bands {
        let high = (x - (self.g + self.k) * self.one - self.two) * self.a1;
        let band = self.g * high + self.one;
        let low = self.g * band + self.two;
        self.one = self.g * high + band;
        self.two = self.g * band + low;
        Bands { low, band, high }
    }

    /// The low-passed sample.
    pub fn low(&mut self, x: f32) -> f32 {
        self.step(x).low
    }

    /// The high-passed sample.
    pub fn high(&mut self, x: f32) -> f32 {
        self.step(x).high
    }

    /// The band around the cutoff, at unit gain in its middle.
    pub fn band(&mut self, x: f32) -> f32 {
        self.step(x).band * self.k
    }
}

/// A one-pole low-pass.
#[derive(Debug, Clone, Default)]
pub struct OnePole {
    a: f32,
    y: f32,
}

impl OnePole {
    /// A low-pass at a cutoff in Hz.
    pub fn new(cutoff: f32, rate: f32) -> Self {
        Self { a: 1.0 - (-std::f32::consts::TAU * cutoff / rate).exp(), y: 0.0 }
    }

    /// Filters one sample.
    pub fn low(&mut self, x: f32) -> f32 {
        self.y += self.a * (x - self.y);
        self.y
    }

    /// What the low-pass leaves out.
    pub fn high(&mut self, x: f32) -> f32 {
        x - self.low(x)
    }
}
