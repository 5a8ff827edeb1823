//! Keys of actors: made here, kept by the model, and read from what other servers publish.
//!
//! Every server verifies RSA, so every actor of ours has an RSA key; an Ed25519 key stands beside it. All arithmetic is
//! `aws-lc-rs`: no other implementation of RSA may touch a private key (RUSTSEC-2023-0071). To make an RSA key takes some
//! 100 ms and to read a private one nearly one: both belong off the request path.

mod ed25519;
mod public;
mod rsa;
#[cfg(test)]
mod tests;

pub use ed25519::{Ed25519Key, multibase};
pub use public::PublicKey;
pub use rsa::RsaKey;

/// What kind a key is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with 2,048 to 8,192 bits; signs as RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa,
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// The word for it in `actors.public_keys`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The library made none, or could not write what it made.
    #[error("no key could be made")]
    NotMade,
    /// What was kept is not a private key.
    #[error("the private key is not PKCS#8 in DER of the kind that is asked for")]
    Private,
    /// Its id cannot stand in a header.
    #[error("the id of a key is an address in ASCII without quotation marks")]
    Id,
    /// The published text is no PEM.
    #[error("the public key is not PEM with the label PUBLIC KEY or RSA PUBLIC KEY")]
    Pem,
    /// The PEM holds something else.
    #[error("the public key is neither an RSA nor an Ed25519 key")]
    Unknown,
    /// Weak, or so long that to verify would be expensive.
    #[error("an RSA key has 2,048 to 8,192 bits")]
    Size,
    /// The published text is no Multikey that is known here.
    #[error("the public key is not an Ed25519 key as a Multikey in base58btc (z6Mk…)")]
    Multibase,
}
