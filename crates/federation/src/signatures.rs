//! HTTP signatures: made over what goes out, checked on what comes in. No IO happens here.
//!
//! Two schemes are in use. Nearly everybody signs by draft-cavage-http-signatures-12 with RSA and SHA-256; newer servers try
//! RFC 9421 first and the draft when that is answered with 401. A request is read by exactly one of them: by RFC 9421 when it
//! has a `Signature-Input`, else by the draft.
//!
//! [`Claim::read`] makes every check that needs no key, so that no key is fetched for a request that would be refused anyway:
//! the signature covers method, target, host, time and digest; the host is ours; the time is near; the digest is the body's.
//! Without them a signature over `digest` alone would be good for any address, host and time. [`Claim::verify`] then asks the
//! key. Whose key it is, and whether that actor may say what the body says, is for the inbox to ask.

mod cavage;
mod digest;
mod error;
mod freshness;
mod request;
mod rfc9421;
mod signer;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::keys::KeyKind;
pub use crate::keys::PublicKey;
pub use error::SignatureError;
pub use signer::Signer;

/// A request as its sender addressed it.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// `POST`, `GET` and so on, in capitals.
    pub method: &'a str,
    /// Path and, where there is one, query, as they came: `/ap/inbox?page=1`.
    pub target: &'a str,
    /// Our own public host, and port where the public address names one; never taken from the request.
    pub host: &'a str,
    /// The scheme of our public address, whatever a proxy in front of us speaks with us.
    pub scheme: &'a str,
    /// Every header in the order it came, names in lower case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, unless the method has none.
    pub body: Option<&'a [u8]>,
}

/// A signature that passed every check but that of its key.
#[derive(Debug, Clone)]
pub struct Claim {
    first: Candidate,
    /// Further signatures of the same request, which only RFC 9421 knows.
    others: Vec<Candidate>,
}

/// One signature, and the text that it should be over.
#[derive(Debug, Clone)]
struct Candidate {
    key_id: String,
    algorithm: Algorithm,
    base: String,
    signature: Vec<u8>,
}

/// Which algorithm a signature names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Named(KeyKind),
    /// `hs2019`, or none: what the key says.
    OfTheKey,
}

impl Claim {
    /// Reads the signature of a request and makes every check that needs no key.
    ///
    /// # Errors
    /// Every [`SignatureError`] but [`SignatureError::Wrong`] and [`SignatureError::WrongKind`].
    pub fn read(incoming: &Incoming<'_>, now: DateTime<Utc>) -> Result<Self, SignatureError> {
        request::check_host(incoming)?;
        if incoming.headers.iter().any(|(name, _)| *name == "signature-input") {
            let (first, others) = rfc9421::read(incoming, now)?;
            return Ok(Self { first, others });
        }
        Ok(Self { first: cavage::read(incoming, now)?, others: Vec::new() })
    }

    /// The id of the key that should be asked for, with a fragment or without, as the sender wrote it.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.first.key_id
    }

    /// The ids of all keys that are named, in the sender's order, at most four. More than one only under RFC 9421.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.candidates().map(|candidate| candidate.key_id.as_str())
    }

    /// Whether one of the signatures is that of `key`.
    ///
    /// # Errors
    /// [`SignatureError::WrongKind`] when every signature names an algorithm of another kind of key, else
    /// [`SignatureError::Wrong`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let mut fitting = self.candidates().filter(|candidate| candidate.algorithm.fits(key.kind())).peekable();
        if fitting.peek().is_none() {
            return Err(SignatureError::WrongKind);
        }
        if fitting.any(|candidate| key.verifies(candidate.base.as_bytes(), &candidate.signature)) {
            Ok(())
        } else {
            Err(SignatureError::Wrong)
        }
    }

    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl Algorithm {
    /// What the parameter `algorithm` of the draft, or `alg` of RFC 9421, stands for. In both, RSA means PKCS#1 v1.5 with
    /// SHA-256: it is what everybody who writes `hs2019` computes.
    fn read(name: Option<&str>) -> Result<Self, SignatureError> {
        match name.map(str::to_ascii_lowercase).as_deref() {
            None | Some("hs2019") => Ok(Self::OfTheKey),
            Some("rsa-sha256" | "rsa-v1_5-sha256") => Ok(Self::Named(KeyKind::Rsa)),
            Some("ed25519") => Ok(Self::Named(KeyKind::Ed25519)),
            Some(other) => Err(SignatureError::Algorithm(error::shown(other))),
        }
    }

    fn fits(self, kind: KeyKind) -> bool {
        match self {
            Self::OfTheKey => true,
            Self::Named(named) => named == kind,
        }
    }
}
