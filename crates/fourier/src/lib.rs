//! What needs a Fourier transform: changing the rate of sound, and spectra.
//!
//! A crate of its own because the transforms are generic: whoever names them compiles all of them, which is minutes of
//! work. Here they are named once, behind plain types, so that a change to the codecs does not compile them again. Knows
//! nothing of files, formats or tracks.

mod rates;
mod spectrum;

pub use rates::Rates;
pub use spectrum::Spectrum;

/// A transform did not take what it was given: lengths or rates that do not fit together.
#[derive(Debug, thiserror::Error)]
#[error("the transform failed: {0}")]
pub struct Failed(String);

/// For `map_err` on errors of many types.
fn failed(error: impl std::fmt::Display) -> Failed {
    Failed(error.to_string())
}
