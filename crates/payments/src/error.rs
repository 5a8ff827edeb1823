//! What can go wrong with a provider.

/// Why a provider did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// It does not answer, is overloaded, or wants to be asked later. Ask again.
    #[error("the payment provider does not answer: {0}")]
    Unavailable(String),
    /// It does not know what was asked about.
    #[error("the payment provider does not know {0}")]
    Unknown(String),
    /// It refuses, and will refuse again.
    #[error("the payment provider refuses: {message}")]
    Refused {
        /// Its stable word; empty where it has none.
        code: String,
        /// Its sentence.
        message: String,
    },
}

impl PaymentError {
    /// The word of a refusal of our key: it was rolled, or has expired.
    pub const KEY: &str = "api_key";
    /// The word of a refusal of our settings.
    pub const CONFIGURATION: &str = "configuration";

    /// Whether asking again later may help: what is wrong with our key or settings is mended here, and nothing is to be lost until then.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Unknown(_) => false,
            Self::Refused { code, .. } => code == Self::KEY || code == Self::CONFIGURATION,
        }
    }
}

/// Why a body is no event of the provider's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EventError {
    /// No signature, or one of somebody else's.
    #[error("the signature is not the provider's")]
    Forged,
    /// Signed more than five minutes ago, or from now.
    #[error("the signature is too old")]
    Stale,
    /// The body cannot be read.
    #[error("the event cannot be read: {0}")]
    Unreadable(String),
}
