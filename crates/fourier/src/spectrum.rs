use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// The power of real samples by frequency.
pub struct Spectrum {
    transform: Arc<dyn RealToComplex<f32>>,
    output: Vec<Complex<f32>>,
}

impl Spectrum {
    /// Of `length` samples at a time.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(length);
        let output = transform.make_output_vec();
        Self { transform, output }
    }

    /// How many frequencies it tells apart, from 0 to half the rate.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.output.len()
    }

    /// The power in every bin. `samples` is used up: what stands in it afterwards means nothing.
    ///
    /// # Errors
    /// If there are not as many samples as agreed.
    pub fn power(&mut self, samples: &mut [f32]) -> Result<impl Iterator<Item = f32>, crate::Failed> {
        self.transform.process(samples, &mut self.output).map_err(crate::failed)?;
        Ok(self.output.iter().map(|bin| bin.norm_sqr()))
    }
}
