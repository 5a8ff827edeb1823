//! A small deterministic random source (splitmix64): the same seed gives the same music and the same picture.

/// A stream of pseudo-random numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// Starts a stream from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in 0.0 .. 1.0.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// A number in -1.0 .. 1.0.
    pub fn signed(&mut self) -> f32 {
        self.unit().mul_add(2.0, -1.0)
    }

    /// A number in `low .. high`.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        self.unit().mul_add(high - low, low)
    }

    /// True with the given probability (0.0 to 1.0).
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// A whole number in `0 .. below`; 0 when `below` is 0.
    pub fn below(&mut self, below: usize) -> usize {
        match below {
            0 => 0,
            n => (self.bits() % n as u64) as usize,
        }
    }
}
